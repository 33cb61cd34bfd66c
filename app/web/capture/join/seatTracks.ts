/**
 * Keeps the time stamps of what this page shows true. Chromium stamps a picture by a smoothed clock that is set by its
 * first pictures and may never be ahead of now (libwebrtc, rtc_base/timestamp_aligner.cc): where those came late, as
 * they do while a page joins, every later one is stamped early by as much, for good. Measured: 25 to 66 ms on a busy
 * machine, within 1 ms after this. A track that is handed to its sender anew is stamped anew; that costs a picture or
 * none, so it is done when the page has calmed down, and again after each unmute.
 */
import type { LocalTrackPublication, Room } from 'livekit-client'
import type { loadLiveKit } from '../live/livekitSetup.ts'

/** After a track began, ms: soon, for what comes early; late, for a page that took long. */
const AFTER_MS = [500, 1500, 4000]

/** Watches the room's own videos; returns what ends that. */
export function keepSeated(
  { RoomEvent, Track }: Awaited<ReturnType<typeof loadLiveKit>>,
  room: Room,
): () => void {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const begin = (publication: LocalTrackPublication): void => {
    if (publication.kind !== Track.Kind.Video) return
    for (const ms of AFTER_MS) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void seat(publication)
      }, ms)
      timers.add(timer)
    }
  }
  room.on(RoomEvent.LocalTrackPublished, begin)
  room.on(RoomEvent.TrackUnmuted, (publication, participant) => {
    if (participant === room.localParticipant) begin(publication as LocalTrackPublication)
  })
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Never throws: a sender that is being closed keeps what it has. */
async function seat(publication: LocalTrackPublication): Promise<void> {
  const sender = publication.track?.sender
  const track = sender?.track
  if (!sender || !track || publication.isMuted) return
  try {
    await sender.replaceTrack(null)
    // A track that took its place meanwhile (another camera) stays.
    if (sender.track === null) await sender.replaceTrack(publication.track?.mediaStreamTrack ?? track)
  } catch {
    return
  }
}
