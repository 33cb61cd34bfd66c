/**
 * Tells LiveKit's webhooks from forged ones: `Authorization` is a JWT signed with the project's API secret whose claim
 * `sha256` is the hash of the body as it came (LiveKit's WebhookReceiver).
 */
import type { WebhookEvent } from '@livekit/protocol'
import { WebhookReceiver } from 'livekit-server-sdk'
import { UserError } from '../../core/model/index.ts'

export type RefusalReason =
  | 'no_signature'
  | 'other_key'
  | 'wrong_signature'
  | 'wrong_hash'
  | 'expired'
  | 'unreadable'

export interface WebhookGate {
  /**
   * The event of a request that LiveKit signed. Throws UserError `webhook_refused`: answer 401. Nothing of what was sent
   * is repeated in it.
   */
  verify(body: string, authorization: string | undefined): Promise<WebhookEvent>
  /** How many were refused, by why. */
  refused(): Readonly<Record<RefusalReason, number>>
}

export interface WebhookGateOptions {
  readonly apiKey: string
  readonly apiSecret: string
  /** Seconds by which the two clocks may differ; `Infinity` for what was stored long ago. */
  readonly toleranceSeconds?: number
}

const WORDS: Readonly<Record<RefusalReason, string>> = {
  no_signature: 'it has no Authorization header',
  other_key: 'it is signed for another API key',
  wrong_signature: 'its signature is not that of the project’s API secret',
  wrong_hash: 'its body is not the one that was signed',
  expired:
    'its signature is not valid at this time (an old one sent again, or one of the two clocks is wrong)',
  unreadable: 'its body is no webhook of LiveKit',
}

/** A century: the SDK takes seconds. */
const FOREVER_SECONDS = 3_153_600_000

export function createWebhookGate({
  apiKey,
  apiSecret,
  toleranceSeconds = 30,
}: WebhookGateOptions): WebhookGate {
  const receiver = new WebhookReceiver(apiKey, apiSecret)
  const counts: Record<RefusalReason, number> = {
    no_signature: 0,
    other_key: 0,
    wrong_signature: 0,
    wrong_hash: 0,
    expired: 0,
    unreadable: 0,
  }
  return {
    verify: async (body, authorization) => {
      try {
        const tolerance = Math.min(FOREVER_SECONDS, toleranceSeconds)
        return await receiver.receive(body, authorization?.replace(/^Bearer\s+/i, ''), false, tolerance)
      } catch (error) {
        const reason = reasonOf(error)
        counts[reason]++
        throw new UserError('webhook_refused', `a webhook was refused: ${WORDS[reason]}`, {
          hint: 'LiveKit signs with the key that webhook.api_key names in its configuration: it has to be the project’s own.',
        })
      }
    },
    refused: () => ({ ...counts }),
  }
}

/** By the names of the JWT library (jose) and the SDK's own messages. */
function reasonOf(error: unknown): RefusalReason {
  const { code, claim, message } = error as { code?: string; claim?: string; message?: string }
  if (message === 'authorization header is empty') return 'no_signature'
  if (message === 'sha256 checksum of body does not match') return 'wrong_hash'
  if (code === 'ERR_JWT_EXPIRED' || claim === 'nbf' || claim === 'exp' || claim === 'iat') return 'expired'
  if (claim === 'iss') return 'other_key'
  return code?.startsWith('ERR_J') ? 'wrong_signature' : 'unreadable'
}
