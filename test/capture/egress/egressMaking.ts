/** Egresses as LiveKit tells of them, made up; and what signs a webhook. */
import { EgressInfo, EgressStatus } from '@livekit/protocol'
import { AccessToken } from 'livekit-server-sdk'
import { createHash } from 'node:crypto'
import type { EgressStore, StoredEgress } from '../../../capture/egress/egressStore.ts'

export const KEY = { apiKey: 'APIkey', apiSecret: 'a-secret-that-is-long-enough-for-HS256' }
const START_NS = 1_795_252_121_000_000_000n

/** `Authorization` of a webhook, as LiveKit makes it. */
export async function sign(body: string, { apiKey, apiSecret } = KEY, ttl = '5m'): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { ttl })
  token.sha256 = createHash('sha256').update(body).digest('base64')
  return token.toJwt()
}

export interface Story {
  readonly egressId: string
  /** Each state in the order in which it came to be; the last is the true final one. */
  readonly states: readonly EgressInfo[]
}

const ENDS = [
  EgressStatus.EGRESS_COMPLETE,
  EgressStatus.EGRESS_COMPLETE,
  EgressStatus.EGRESS_COMPLETE,
  EgressStatus.EGRESS_FAILED,
  EgressStatus.EGRESS_ABORTED,
  EgressStatus.EGRESS_LIMIT_REACHED,
]

/** The life of the `n`th track egress of a study day, as the service reports it: most fields known late. */
export function tellStory(n: number): Story {
  const egressId = `EG_${String(n).padStart(12, '0')}`
  const roomName = `group-${n % 7}`
  const roomId = `RM_room${n % 7}`
  const isVideo = n % 2 === 0
  const name = `study/${roomName}/${roomId}/person ${n % 5}/${isVideo ? 'camera' : 'microphone'}-TR_${n}x-2026-11-21T0908${10 + (n % 50)}`
  const filename = `${name}.${isVideo ? 'webm' : 'ogg'}`
  const at = (ms: number): bigint => START_NS + BigInt(n) * 1_000_000n + BigInt(ms) * 1_000_000n
  const request = {
    roomName,
    trackId: `TR_${n}x`,
    file: {
      filepath: `${name.slice(0, name.lastIndexOf('-2026'))}-{time}`,
      s3: {
        accessKey: `AKIA-real-${n}`,
        secret: `real-secret-${n}`,
        bucket: 'recordings',
        region: 'us-east-1',
      },
    },
  }
  const end = ENDS[n % ENDS.length]!
  const isAborted = end === EgressStatus.EGRESS_ABORTED
  const tell = (status: EgressStatus, updatedMs: number, more: object): EgressInfo =>
    EgressInfo.fromJson({
      egressId,
      roomId,
      roomName,
      status: EgressStatus[status],
      startedAt: String(at(600)),
      updatedAt: String(at(updatedMs)),
      track: request,
      ...more,
    })
  const file = { filename, startedAt: String(at(1200)) }
  const closed = {
    ...file,
    endedAt: String(at(60_000)),
    duration: isVideo ? '-1795252123001892596' : '58800000000',
    size: String(1000 + n),
    location: `https://http://127.0.0.1:7070/recordings/${filename}`,
  }
  const ended = {
    endedAt: String(at(60_200)),
    details: 'End reason: Source closed',
    ...(end === EgressStatus.EGRESS_FAILED && { error: 'upload failed: AccessDenied', errorCode: 403 }),
  }
  const states = isAborted
    ? [
        tell(EgressStatus.EGRESS_STARTING, 600, { file: {}, fileResults: [{}] }),
        tell(end, 60_200, { ...ended, error: 'Start signal not received' }),
      ]
    : [
        tell(EgressStatus.EGRESS_STARTING, 600, { file: {}, fileResults: [{}] }),
        tell(EgressStatus.EGRESS_ACTIVE, 1300, { file, fileResults: [file] }),
        tell(EgressStatus.EGRESS_ENDING, 60_000, { file, fileResults: [file] }),
        tell(end, 60_200, {
          ...ended,
          file: closed,
          fileResults: [closed],
          manifestLocation: `https://http://127.0.0.1:7070/recordings/${filename.replace(/[^/]+$/, `${egressId}.json`)}`,
        }),
      ]
  return { egressId, states }
}

const EVENTS = ['egress_started', 'egress_updated', 'egress_updated', 'egress_ended']

/** The bodies of an egress's webhooks. */
export const webhooksOf = ({ egressId, states }: Story): string[] =>
  states.map((info, index) =>
    JSON.stringify({
      event: index === states.length - 1 ? 'egress_ended' : EVENTS[index],
      id: `EV_${egressId}_${index}`,
      createdAt: String(info.updatedAt / 1_000_000_000n),
      egressInfo: info.toJson(),
    }),
  )

/** What must be true of a sidecar: everything of the final state but credentials. */
export function withoutSecrets(info: EgressInfo): unknown {
  return JSON.parse(
    info
      .toJsonString()
      .replace(/"accessKey":"[^"]+"/, '"accessKey":"{access_key}"')
      .replace(/"secret":"[^"]+"/, '"secret":"{secret}"'),
  )
}

export function createMemoryEgressStore(): EgressStore {
  const known = new Map<string, StoredEgress>()
  let offset = 0
  return {
    find: (egressId) => Promise.resolve(known.get(egressId)),
    put: (egress) => Promise.resolve(void known.set(egress.egressId, egress)),
    list: () => Promise.resolve([...known.values()].filter(({ isSettled }) => !isSettled)),
    readOffset: () => Promise.resolve(offset),
    putOffset: (bytes) => Promise.resolve(void (offset = bytes)),
  }
}
