/**
 * Keeps the time stamps of what this page shows true. Chromium stamps a picture by a smoothed clock that is set by its
 * first pictures and may never be ahead of now (libwebrtc, rtc_base/timestamp_aligner.cc): by what those came late, and by
 * a share of each later stall, every picture after them is stamped early, for good. Measured: 25 to 66 ms on a busy
 * machine, about 1 ms after this. A track that is handed to its sender anew is stamped anew; that costs a picture or none, so
 * it is done while the page is calm, soon after a track began or was unmuted, and every 20 s.
 */
import type { LocalTrackPublication, Room } from 'livekit-client'
import type { loadLiveKit } from '../live/livekitSetup.ts'

const FIRST_MS = 150
const CALM_MS = 250
const SETTLED_MS = 1000
/** A page that is later than this with a timer stamps pictures as late. */
const BUSY_MS = 6
const AGAIN_MS = 20_000
/** On a page that is never calm. */
const RETRY_MS = 3000

/** Watches the room's own videos; returns what ends that. */
export function keepSeated(
  { RoomEvent, Track }: Awaited<ReturnType<typeof loadLiveKit>>,
  room: Room,
): () => void {
  const life = new AbortController()
  const kept = new Map<LocalTrackPublication, AbortController>()
  const end = (publication: LocalTrackPublication): void => {
    kept.get(publication)?.abort()
    kept.delete(publication)
  }
  const begin = (publication: LocalTrackPublication): void => {
    if (publication.kind !== Track.Kind.Video) return
    end(publication)
    const own = new AbortController()
    kept.set(publication, own)
    void keepOne(publication, AbortSignal.any([life.signal, own.signal]))
  }
  room.on(RoomEvent.LocalTrackPublished, begin)
  room.on(RoomEvent.LocalTrackUnpublished, end)
  room.on(RoomEvent.TrackMuted, (_publication, { isLocal, trackPublications }) => {
    if (isLocal)
      for (const one of trackPublications.values()) if (one.isMuted) end(one as LocalTrackPublication)
  })
  room.on(RoomEvent.TrackUnmuted, (publication, { isLocal }) => {
    if (isLocal) begin(publication as LocalTrackPublication)
  })
  return () => life.abort()
}

async function keepOne(publication: LocalTrackPublication, signal: AbortSignal): Promise<void> {
  // At once, as the page may: what comes after the first pictures is stamped no worse than by them.
  await pause(FIRST_MS, signal)
  for (let unsettled = 0; !signal.aborted;) {
    await seat(publication, signal)
    const isSettled = (await measureLag(SETTLED_MS, signal)) <= BUSY_MS
    unsettled = isSettled ? 0 : unsettled + 1
    await pause(isSettled ? AGAIN_MS : unsettled > 5 ? RETRY_MS : 0, signal)
    for (let tries = 0; tries < 10 && (await measureLag(CALM_MS, signal)) > BUSY_MS; tries++) continue
  }
}

/** How late the page's timers were at worst while `ms` passed. */
async function measureLag(ms: number, signal: AbortSignal): Promise<number> {
  const until = performance.now() + ms
  let worstMs = 0
  while (performance.now() < until && !signal.aborted) {
    const due = performance.now() + TICK_MS
    await pause(TICK_MS, signal)
    worstMs = Math.max(worstMs, performance.now() - due)
  }
  return worstMs
}
const TICK_MS = 20

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })

/** Never throws: a sender that is being closed keeps what it has. */
async function seat(publication: LocalTrackPublication, signal: AbortSignal): Promise<void> {
  const sender = publication.track?.sender
  const track = sender?.track
  if (!sender || !track || publication.isMuted) return
  try {
    await seeNext(track, AbortSignal.any([signal, AbortSignal.timeout(SETTLED_MS)]))
    if (signal.aborted || sender.track !== track) return
    await sender.replaceTrack(null)
    // A track that took its place meanwhile (another camera) stays.
    if (sender.track === null) await sender.replaceTrack(publication.track?.mediaStreamTrack ?? track)
  } catch {
    return
  }
}

/**
 * Resolves when the track has just handed a picture on. Whoever takes a track anew is given its last picture again, as if
 * it came now: an old one would be late from the beginning. At once where the browser cannot tell (Firefox), and with
 * `signal` where the track hands on none.
 */
async function seeNext(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
  if (!('MediaStreamTrackProcessor' in globalThis)) return
  const copy = track.clone()
  const processor = new MediaStreamTrackProcessor({ track: copy as MediaStreamVideoTrack })
  const reader = processor.readable.getReader()
  const stop = (): void => void reader.cancel()
  signal.addEventListener('abort', stop)
  try {
    // The first is such a last one itself.
    for (let seen = 0; seen < 2; seen++) (await reader.read()).value?.close()
  } finally {
    signal.removeEventListener('abort', stop)
    copy.stop()
    await reader.cancel()
  }
}
