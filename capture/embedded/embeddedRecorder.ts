/**
 * Our own recorder behind the port of capture/model/recorder.ts: RTP of subscribed tracks into journals, journals into
 * the bucket. One recording a track; the spool folder holds all that is not in the bucket yet, so that `recover` after
 * any crash takes up or ends what was under way.
 */
import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import { randomInt, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { UserError } from '../../core/model/index.ts'
import type { MediaListener, SubscribedTrack } from '../model/media.ts'
import type { Recorder, RecorderEvents, StartRecording, TrackFacts } from '../model/recorder.ts'
import { createActive, describeActive, type ActiveRecording } from './active.ts'
import { explainTrouble } from './explain.ts'
import { copyRecording, findJournalPath, finishRecording, type PublishOptions } from './finish.ts'
import { createJournal, resumeJournal, type JournalState } from './journal/openJournal.ts'
import type { JournalHead } from './journal/records.ts'
import type { JournalWriter } from './journal/writeJournal.ts'
import { isCopyDue } from './liveCopy.ts'
import { findExtension } from './mux/muxJournal.ts'
import { createTrackRecording, type TrackRecording } from './recording.ts'
import { endLeftJournal, findLeftJournals, type LeftJournal } from './recover.ts'
import { createWorkQueue } from './workQueue.ts'

export interface EmbeddedRecorderOptions extends PublishOptions {
  readonly events: RecorderEvents
  /** Asks the room's subscriber for a track's packets, or to let it go. */
  subscribe(
    trackId: string,
    wanted: boolean,
    room: { readonly roomName: string; readonly roomId: string },
  ): void
  /** Recordings at once; more are refused. */
  readonly mostRecordings?: number
  /** Whether recordings are copied to the bucket while they grow. */
  readonly liveCopies?: boolean
  readonly effects?: RecorderEffects
}

export interface RecorderEffects {
  /** Calls `tick` again and again; returns what ends that. */
  every(ms: number, tick: () => void): () => void
  /** Rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export interface EmbeddedRecorder extends Recorder, MediaListener {
  readonly kind: 'embedded'
  onMuted(trackId: string, isMuted: boolean): void
  /**
   * Once at the start, before anything is recorded: ends what an earlier process left, and goes on with those tracks
   * that are published still, in the same file with a hole.
   */
  recover(
    isPublished: (track: TrackFacts, roomId: string) => boolean | Promise<boolean>,
  ): Promise<EgressInfo[]>
  /** Copies a recording as it is now to the bucket; no error where it has ended. */
  copyNow(egressId: string): Promise<void>
}

const TICK_MS = 50
const TELL_NS = 2_000_000_000n
const MUX_AT_ONCE = 2
const [FIRST_RETRY_MS, LAST_RETRY_MS] = [1000, 60_000]
const KEPT_ENDED = 500
const ID_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

export function createEmbeddedRecorder(options: EmbeddedRecorderOptions): EmbeddedRecorder {
  const { clock, events, spoolFolder, effects = realEffects } = options
  const run = randomUUID()
  const queue = createWorkQueue(MUX_AT_ONCE)
  const stopped = new AbortController()
  const held = new Map<string, ActiveRecording>()
  const byTrack = new Map<string, ActiveRecording>()
  const starting = new Map<string, Promise<EgressInfo>>()
  const tracks = new Map<string, SubscribedTrack>()

  const describe = (active: ActiveRecording): EgressInfo => describeActive(active, clock.nowNs())
  const tell = (active: ActiveRecording): void => events.onInfo(describe(active), active.head.track)
  const findLive = (trackId: string): TrackRecording | undefined => byTrack.get(trackId)?.live?.recording

  const setTrouble = (active: ActiveRecording, trouble: string | undefined): void => {
    if (active.trouble === trouble) return
    active.trouble = trouble
    tell(active)
  }
  /** Until it works or this process closes. */
  const insist = async <T>(active: ActiveRecording, doing: string, task: () => Promise<T>): Promise<T> => {
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
      try {
        return await task()
      } catch (error) {
        if (isHopeless(error) || stopped.signal.aborted) throw error
        setTrouble(active, explainTrouble(error, doing, spoolFolder))
        await effects.wait(waitMs, stopped.signal)
      }
    }
  }
  const finish = async (active: ActiveRecording): Promise<void> => {
    const { egressId } = active.head
    try {
      active.info = await insist(active, 'bring the recording to the bucket', () =>
        queue.run(() => finishRecording(egressId, options)),
      )
    } catch (error) {
      if (!isHopeless(error)) throw error
      active.info.status = EgressStatus.EGRESS_FAILED
      active.info.error = `${error.message}. ${error.hint ?? ''}`
    }
    active.phase = 'done'
    tell(active)
    forgetEnded()
  }
  const forgetEnded = (): void => {
    const ended = [...held].filter(([, { phase }]) => phase === 'done')
    for (const [egressId] of ended.slice(0, -KEPT_ENDED)) held.delete(egressId)
  }
  /** Adds to what is under way; a process that closes leaves it to the next one. */
  const enqueue = (active: ActiveRecording, task: () => Promise<void>): Promise<void> => {
    active.work = active.work.then(task).catch((error: unknown) => {
      if (!stopped.signal.aborted) throw error
    })
    return active.work
  }
  const end = (active: ActiveRecording, reason: string): void => {
    const { live } = active
    if (active.phase !== 'recording' || !live) return
    active.phase = 'ending'
    byTrack.delete(active.head.track.trackId)
    const nowNs = clock.nowNs()
    live.recording.end(reason, nowNs)
    active.info.status = EgressStatus.EGRESS_ENDING
    active.info.endedAt = nowNs
    options.subscribe(active.head.track.trackId, false, roomOf(active))
    tell(active)
    void enqueue(active, async () => {
      await insist(active, 'write the journal', () => live.journal.flush())
      await live.journal.close()
      await finish(active)
    })
  }
  const hold = (head: JournalHead, journal: JournalWriter, earlier?: JournalState): ActiveRecording => {
    const recording = createTrackRecording({ journal, run, isResumed: earlier !== undefined })
    const subscribed = tracks.get(head.track.trackId)
    if (subscribed) recording.onTrack(subscribed)
    const active = createActive(head, { journal, recording }, earlier)
    held.set(head.egressId, active)
    byTrack.set(head.track.trackId, active)
    options.subscribe(head.track.trackId, true, roomOf(active))
    tell(active)
    return active
  }
  const begin = async (request: StartRecording, track: TrackFacts): Promise<EgressInfo> => {
    const { roomName, roomId } = request
    const egressId = `EG_${Array.from({ length: 12 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('')}`
    const requestedNs = String(clock.nowNs())
    const head: JournalHead = { type: 'head', version: 1, egressId, roomName, roomId, track, requestedNs }
    try {
      return describe(hold(head, await createJournal(findJournalPath(spoolFolder, egressId), head)))
    } catch (cause) {
      const message = `cannot begin a journal for ${track.source} of ${track.identity}: ${String(cause)}`
      const hint = `Look at the disk that holds ${spoolFolder}: is it full, and may the backend write there?`
      throw new UserError('recorder_unavailable', message, { hint, cause })
    }
  }
  const copy = (active: ActiveRecording): Promise<void> =>
    enqueue(active, async () => {
      const { live } = active
      if (active.phase !== 'recording' || !live) return
      try {
        await live.journal.flush()
        const { sizeBytes } = live.journal
        await queue.run(() => copyRecording(active.head.egressId, options))
        active.copiedBytes = sizeBytes
        active.copyFailedNs = undefined
        setTrouble(active, undefined)
      } catch (error) {
        if (stopped.signal.aborted) throw error
        active.copyFailedNs = clock.nowNs()
        setTrouble(active, explainTrouble(error, 'copy the recording to the bucket', spoolFolder))
      }
    })
  const copying = new Set<ActiveRecording>()
  let toldNs = clock.nowNs()
  const tick = (): void => {
    const nowNs = clock.nowNs()
    if (nowNs - toldNs >= TELL_NS) {
      toldNs = nowNs
      const running = [...byTrack.values()].filter(({ live }) => live!.recording.state.frames > 0)
      if (running.length > 0) events.onProgress?.(running.map(describe))
    }
    for (const active of byTrack.values()) {
      const { recording, journal } = active.live!
      recording.tick(nowNs)
      const { state } = recording
      if (active.info.status === EgressStatus.EGRESS_STARTING && state.frames > 0) {
        active.info.status = EgressStatus.EGRESS_ACTIVE
        tell(active)
      }
      const { problem, sizeBytes } = journal
      if (problem) setTrouble(active, explainTrouble(problem, 'write the journal', spoolFolder))
      else if (active.copyFailedNs === undefined) setTrouble(active, undefined)
      const due = isCopyDue({ ...state, ...active, sizeBytes, failedNs: active.copyFailedNs }, nowNs)
      if (options.liveCopies === false || problem || copying.has(active) || !due) continue
      copying.add(active)
      void copy(active).finally(() => copying.delete(active))
    }
  }
  const takeUp = async (left: LeftJournal): Promise<EgressInfo> => {
    const active = hold(left.head, await resumeJournal(left.path, left.state), left.state)
    return describe(active)
  }
  const endLeft = async (left: LeftJournal): Promise<EgressInfo> => {
    if (!left.isEnded)
      await endLeftJournal(left, 'the recorder was interrupted, and the track was gone when it came back')
    const active = createActive(left.head, undefined, left.state)
    held.set(left.head.egressId, active)
    void enqueue(active, () => finish(active))
    return describe(active)
  }
  const stopTicking = effects.every(TICK_MS, tick)

  return {
    kind: 'embedded',
    async start(request) {
      const track = checkTarget(request)
      const running = byTrack.get(track.trackId)
      if (running) return describe(running)
      const under = starting.get(track.trackId)
      if (under) return under
      const most = options.mostRecordings ?? Infinity
      if (byTrack.size + starting.size >= most) {
        throw new UserError(
          'recording_limit',
          `${byTrack.size} tracks are being recorded, the most that is allowed`,
          {
            hint: 'Stop a recording, or raise the limit of the backend.',
          },
        )
      }
      const begun = begin(request, track).finally(() => starting.delete(track.trackId))
      starting.set(track.trackId, begun)
      return begun
    },
    async stop(egressId) {
      const active = held.get(egressId)
      if (active) end(active, 'stopped')
    },
    async list(roomName) {
      const wanted = [...held.values()].filter(
        ({ head }) => roomName === undefined || head.roomName === roomName,
      )
      return wanted.map(describe)
    },
    async copyNow(egressId) {
      const active = held.get(egressId)
      if (active?.phase === 'recording') await copy(active)
    },
    async recover(isPublished) {
      await mkdir(spoolFolder, { recursive: true })
      const found: EgressInfo[] = []
      for (const left of await findLeftJournals(spoolFolder, (egressId) => held.has(egressId))) {
        const { track, roomId } = left.head
        const goesOn = !left.isEnded && !byTrack.has(track.trackId) && (await isPublished(track, roomId))
        found.push(await (goesOn ? takeUp(left) : endLeft(left)))
      }
      return found
    },
    async close() {
      stopTicking()
      stopped.abort()
      const nowNs = clock.nowNs()
      for (const active of held.values()) {
        const { live } = active
        if (active.phase !== 'recording' || !live) continue
        live.recording.pause(nowNs)
        void enqueue(active, () => live.journal.close())
      }
      byTrack.clear()
      await Promise.all([...held.values()].map(({ work }) => work))
    },
    onTrack(track) {
      tracks.set(track.facts.trackId, track)
      findLive(track.facts.trackId)?.onTrack(track)
    },
    onRtp: (packet) => findLive(packet.trackId)?.onRtp(packet),
    onSenderReport: (report) => findLive(report.trackId)?.onSenderReport(report),
    onMuted: (trackId, isMuted) => findLive(trackId)?.setMuted(isMuted, clock.nowNs()),
    onTrackEnded(trackId, reason) {
      tracks.delete(trackId)
      const active = byTrack.get(trackId)
      if (active) end(active, reason)
    },
  }
}

/** The same again, however often it is tried. */
const isHopeless = (error: unknown): error is UserError =>
  error instanceof UserError && (error.code === 'media_unwritable' || error.code === 'journal_unusable')

const roomOf = ({ head }: ActiveRecording) => ({ roomName: head.roomName, roomId: head.roomId })

function checkTarget({ target, track }: StartRecording): TrackFacts {
  if (target.type !== 'track') {
    const what = target.type === 'participant' ? 'a participant' : 'a whole room'
    throw new UserError(
      'target_unsupported',
      `the embedded recorder records single tracks, not ${what} in one picture`,
      {
        hint: 'Record the tracks (the workbench plays them together), or let the project use the egress recorder.',
      },
    )
  }
  if (!track) {
    throw new UserError('track_missing', `track ${target.trackId} is not published in this room`, {
      hint: 'Wait until it is published; auto record then starts by itself.',
    })
  }
  if (track.mimeType !== undefined && findExtension(track.mimeType) === undefined) {
    throw new UserError(
      'target_unsupported',
      `${track.mimeType} of ${track.identity} cannot be recorded, only VP8, VP9, H264 and Opus`,
      {
        hint: 'Choose one of these codecs where the track is published.',
      },
    )
  }
  return track
}

const realEffects: RecorderEffects = {
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer)
        reject(new Error('the recorder closes'))
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    }),
}
