/**
 * A project's webhooks and, where the egress service records for it, the sidecars and LiveKit's list of egresses: all
 * that stands between the reports of a recording and the live part. Everything is in one folder and taken up again.
 */
import type { EgressInfo } from '@livekit/protocol'
import { join } from 'node:path'
import type { BucketWriter } from '../bucket/bucketWriter.ts'
import type { WallClock } from '../model/media.ts'
import { sayEgressFailure } from './egressErrors.ts'
import type { EgressRecorder } from './egressRecorder.ts'
import { openFileEgressStore } from './egressStore.ts'
import { createEgressPoller, type EgressPoller } from './listEgress.ts'
import { createSidecarKeeper } from './sidecarKeeper.ts'
import { createWebhookGate, type WebhookGateOptions } from './webhookGate.ts'
import { openWebhookJournal } from './webhookJournal.ts'
import { createWebhooks, type ReceivedWebhook } from './webhooks.ts'

export interface ProjectWebhooksOptions extends Pick<WebhookGateOptions, 'apiKey' | 'apiSecret'> {
  readonly folder: string
  readonly bucket: Pick<BucketWriter, 'uri' | 'put'>
  readonly clock: WallClock
  /**
   * Whether the egress service records for this project. Where it does not, what webhooks tell of egresses is somebody
   * else's: it is neither kept nor written, since a sidecar of the embedded recorder says more than an EgressInfo.
   */
  readonly isEgress: boolean
  /** Each merged state that says something new; why one failed in our words. */
  readonly onInfo: (info: EgressInfo) => void
  readonly onTrouble: (error: unknown, info?: EgressInfo) => void
}

export interface ProjectWebhooks {
  /** Throws UserError `webhook_refused`, `disk_full`. */
  receive(body: string, authorization: string | undefined): Promise<ReceivedWebhook>
  /** A report from elsewhere: the recorder's own. Never throws. */
  take(info: EgressInfo): void
  /**
   * Takes in what a killed process had only written down, then asks LiveKit's list what nobody told, by `query` again and
   * again. Resolves after the first of the two.
   */
  start(query: EgressRecorder['query'] | undefined): Promise<void>
  close(): Promise<void>
}

export async function openProjectWebhooks(options: ProjectWebhooksOptions): Promise<ProjectWebhooks> {
  const { folder, bucket, clock, isEgress, onInfo, onTrouble } = options
  const store = await openFileEgressStore(join(folder, 'egress'))
  const journal = await openWebhookJournal(join(folder, 'webhooks.jsonl'))
  const keeper = createSidecarKeeper({
    writer: bucket,
    store,
    onInfo: (info) => onInfo(sayEgressFailure(info)),
    onProblem: onTrouble,
  })
  const webhooks = createWebhooks({
    gate: createWebhookGate(options),
    journal,
    keeper: isEgress ? keeper : { take: (info) => Promise.resolve(info) },
    store,
    clock,
  })
  let poller: EgressPoller | undefined
  return {
    receive: (body, authorization) => webhooks.receive(body, authorization),
    take: (info) => void keeper.take(info).catch((error: unknown) => onTrouble(error, info)),
    async start(query) {
      await webhooks.replay()
      if (!query) return
      poller = createEgressPoller({ query, keeper, onProblem: onTrouble, onForgotten: onInfo })
      // Its first round writes the sidecars that the bucket lacks too.
      void poller.start()
    },
    async close() {
      await poller?.stop()
      await journal.close()
    },
  }
}
