/**
 * Sidecars from webhooks that somebody kept: for buckets recorded without this backend. All reports of an egress are
 * merged, its media is looked for in the bucket, and the sidecar is laid beside it; what cannot be placed is said.
 */
import { EgressInfo, WebhookEvent } from '@livekit/protocol'
import { sidecarKeyIn } from '../bucket/keys.ts'
import type { BucketWriter } from '../bucket/bucketWriter.ts'
import { formatEgressState, joinEgressStates, readEgressState, type EgressState } from './mergeEgressInfo.ts'
import { redactSecrets } from './redact.ts'
import { fileNameOf, findMediaKey } from './sidecar.ts'
import type { WebhookGate } from './webhookGate.ts'

export interface StoredWebhook {
  /** The file, and the line where it has several. */
  readonly where: string
  readonly body: string
  readonly authorization?: string
}

export interface ImportOptions {
  readonly bucket: Pick<BucketWriter, 'uri' | 'exists' | 'read' | 'put'>
  /** Only what this one verifies is taken; anything where it is not given. */
  readonly gate?: WebhookGate
  /** Says what would be written and writes nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

export interface ImportedSidecar {
  readonly egressId: string
  readonly key: string
  readonly isNew: boolean
}

export interface ImportReport {
  readonly webhooks: number
  /** Of rooms, people and tracks. */
  readonly others: number
  readonly egresses: number
  /** Written now (or to be written: `dryRun`). */
  readonly written: readonly ImportedSidecar[]
  /** Were there already and say the same. */
  readonly unchanged: readonly string[]
  readonly unplaced: readonly { readonly egressId: string; readonly message: string }[]
  readonly refused: readonly { readonly where: string; readonly message: string }[]
  readonly unreadable: readonly { readonly where: string; readonly message: string }[]
}

export async function importWebhooks(
  webhooks: AsyncIterable<StoredWebhook>,
  options: ImportOptions,
): Promise<ImportReport> {
  const { bucket, gate, dryRun = false, signal } = options
  const states = new Map<string, EgressState>()
  const refused: { where: string; message: string }[] = []
  const unreadable: { where: string; message: string }[] = []
  let count = 0
  let others = 0
  for await (const { where, body, authorization } of webhooks) {
    signal?.throwIfAborted()
    count++
    const event = readEvent(body)
    if (event === undefined) {
      unreadable.push({ where, message: 'is no webhook of LiveKit' })
      continue
    }
    const trouble = gate && (await gate.verify(body, authorization).then(() => undefined, messageOf))
    if (trouble !== undefined) refused.push({ where, message: trouble })
    else if (!event.egressInfo?.egressId) others++
    else {
      const { egressId } = event.egressInfo
      const state = readEgressState(event.egressInfo)
      const known = states.get(egressId)
      states.set(egressId, known ? joinEgressStates(known, state) : state)
    }
  }
  const written: ImportedSidecar[] = []
  const unchanged: string[] = []
  const unplaced: { egressId: string; message: string }[] = []
  for (const [egressId, state] of states) {
    signal?.throwIfAborted()
    const media = await findMedia(formatEgressState(state), bucket)
    if ('message' in media) {
      unplaced.push({ egressId, message: media.message })
      continue
    }
    const key = sidecarKeyIn(media.key.split('/').slice(0, -1).join('/'), egressId)
    const old = await bucket.read(key, signal)
    const text = joinSidecar(old && new TextDecoder().decode(old), state)
    if (text === undefined) unchanged.push(key)
    else {
      if (!dryRun) await bucket.put(key, new TextEncoder().encode(text), signal ? { signal } : {})
      written.push({ egressId, key, isNew: old === undefined })
    }
  }
  return { webhooks: count, others, egresses: states.size, written, unchanged, unplaced, refused, unreadable }
}

function readEvent(body: string): WebhookEvent | undefined {
  try {
    const event = WebhookEvent.fromJsonString(body, { ignoreUnknownFields: true })
    return event.event === '' ? undefined : event
  } catch {
    return undefined
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A bucket may have been copied without its first folders: the longest end of the name that is there. */
async function findMedia(
  info: EgressInfo,
  bucket: Pick<BucketWriter, 'uri' | 'exists'>,
): Promise<{ key: string } | { message: string }> {
  const name = fileNameOf(info)
  if (name === undefined) {
    const why = info.error === '' ? 'its webhooks name none' : `it ended with: ${info.error}`
    return { message: `has no file (${why})` }
  }
  const segments = name.split('/').filter((segment) => segment !== '')
  const ends = segments.map((_, index) => segments.slice(index).join('/'))
  for (const key of new Set([findMediaKey(info, bucket.uri)!, ...ends])) {
    if (await bucket.exists(key)) return { key }
  }
  return { message: `its file ${name} is not in the bucket` }
}

/** The sidecar's new text; undefined where the old one says it all. What others wrote into it is kept. */
function joinSidecar(old: string | undefined, state: EgressState): string | undefined {
  const members = readObject(old)
  const before = members && readInfo(members)
  const info = formatEgressState(before ? joinEgressStates(readEgressState(before), state) : state)
  const text = `${JSON.stringify({ ...members, ...(redactSecrets(info.toJson()) as object) }, undefined, 1)}\n`
  return old !== undefined && JSON.stringify(members) === JSON.stringify(JSON.parse(text)) ? undefined : text
}

function readObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function readInfo(members: Record<string, unknown>): EgressInfo | undefined {
  try {
    return EgressInfo.fromJsonString(JSON.stringify(members), { ignoreUnknownFields: true })
  } catch {
    return undefined
  }
}
