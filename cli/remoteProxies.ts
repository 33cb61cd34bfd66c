/** Proxies made by the server that holds the catalog: asked for as the page does, again until none is left. */
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '../core/model/index.ts'
import type { SessionDetail } from '../core/protocol/index.ts'
import {
  renditionsAnswerSchema,
  type RenditionLevel,
  type RenditionState,
} from '../core/protocol/rendition.ts'
import type { SessionRendition, SessionRenditionsWork } from '../ingest/renditions/makeSession.ts'

/** What nobody asks for again gives way to what somebody looks at, after six seconds. */
const ASK_EVERY_MS = 1000
/** As many as one question may name. */
const MOST_AT_ONCE = 500

interface Wanted {
  readonly recordingId: string
  readonly laneId: string
  readonly level: RenditionLevel
}

export type AskServer = (
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; signal: AbortSignal },
) => Promise<Response>

/** Rejects with the signal's reason where that aborts; the server then goes on with what it was asked for. */
export async function makeRemoteProxies(
  ask: AskServer,
  { sessionId, lanes }: SessionDetail,
  work: SessionRenditionsWork,
): Promise<SessionRendition[]> {
  const videos = lanes.filter(({ kind }) => kind === 'video')
  const wanted = work.levels.flatMap((level) =>
    videos.flatMap(({ laneId, recordings }) =>
      recordings.map(({ recordingId }): Wanted => ({ recordingId, laneId, level })),
    ),
  )
  const rows: SessionRendition[] = []
  if (work.dryRun) {
    for (const one of wanted) rows.push(await look(ask, one, work.signal))
    return rows
  }
  for (let at = 0; at < wanted.length; at += MOST_AT_ONCE)
    rows.push(...(await makePart(ask, sessionId, wanted.slice(at, at + MOST_AT_ONCE), work)))
  return rows
}

async function makePart(
  ask: AskServer,
  sessionId: string,
  wanted: readonly Wanted[],
  { signal, onProgress }: SessionRenditionsWork,
): Promise<SessionRendition[]> {
  const path = `/api/sessions/${encodeURIComponent(sessionId)}/renditions`
  const body = { wanted: wanted.map(({ recordingId, level }) => ({ recordingId, level })) }
  let missing: ReadonlySet<number> | undefined
  for (;;) {
    const answer = await ask('POST', path, { body, signal })
    const { states, secondsLeft } = renditionsAnswerSchema.parse(await answer.json())
    const open = states.flatMap(({ state }, at) => (state === 'making' || state === 'waiting' ? [at] : []))
    missing ??= new Set(open)
    if (missing.size > 0)
      onProgress({ stage: 'proxies', done: missing.size - open.length, total: missing.size, secondsLeft })
    if (open.length === 0) return states.map((state, at) => describe(wanted[at]!, state, missing!.has(at)))
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

function describe(wanted: Wanted, found: RenditionState, isNew: boolean): SessionRendition {
  const { widthPx, heightPx, message } = found
  const done = isNew ? 'made' : 'there'
  return {
    ...wanted,
    state: found.state === 'failed' ? 'failed' : done,
    widthPx,
    heightPx,
    sizeBytes: null,
    message,
  }
}

/** What is there, without asking for it to be made. */
async function look(ask: AskServer, wanted: Wanted, signal: AbortSignal): Promise<SessionRendition> {
  const { recordingId, level } = wanted
  const unknown = { ...wanted, widthPx: null, heightPx: null, sizeBytes: null, message: null }
  const path = `/api/recordings/${encodeURIComponent(recordingId)}/renditions/${level}/index`
  try {
    await (await ask('GET', path, { signal })).body?.cancel()
    return { ...unknown, state: 'there' }
  } catch (error) {
    if (error instanceof UserError && error.code === 'rendition_missing')
      return { ...unknown, state: 'missing' }
    throw error
  }
}
