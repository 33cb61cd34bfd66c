/**
 * J K L as on an editing desk: L plays and goes faster with each press, J the other way, K stops.
 * Backwards there is no sound: the playhead is scrubbed, frame by drawn frame.
 */
import type { Player } from '../playback/player.types.ts'

export type ShuttleKey = 'j' | 'k' | 'l'

const SPEEDS = [1, 2, 4]

/** The speed after a key, from the speed now (0 stopped, negative backwards; 0.25 to 4 in size). */
export function nextSpeed(now: number, key: ShuttleKey): number {
  if (key === 'k') return 0
  const direction = key === 'l' ? 1 : -1
  if (now * direction > 0) return direction * (SPEEDS.find((speed) => speed > now * direction) ?? 4)
  const slower = SPEEDS.toReversed().find((speed) => speed < Math.abs(now))
  return now === 0 || slower === undefined ? direction : -direction * slower
}

export interface Shuttle {
  press(key: ShuttleKey): void
  /** Ends backward play, as any other playing or seeking does. */
  stop(): void
}

type Frames = Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame'>

export function createShuttle(player: Player, frames: Frames = window): Shuttle {
  let backwards = 0
  let frame = 0

  const stop = (): void => {
    if (backwards === 0) return
    backwards = 0
    frames.cancelAnimationFrame(frame)
    player.endScrub()
  }

  const runBackwards = (speed: number): void => {
    player.pause()
    const from = player.now()
    let begun: number | undefined
    frames.cancelAnimationFrame(frame)
    backwards = speed
    const tick = (at: number): void => {
      begun ??= at
      const t = from + speed * (at - begun) * 1000
      player.scrub(Math.max(0, t))
      if (t <= 0) stop()
      else frame = frames.requestAnimationFrame(tick)
    }
    frame = frames.requestAnimationFrame(tick)
  }

  const speedNow = (): number => {
    if (backwards !== 0) return backwards
    const { playing, rate } = player.state.getState()
    return playing ? rate : 0
  }

  return {
    stop,
    press(key) {
      const speed = nextSpeed(speedNow(), key)
      if (speed < 0) return runBackwards(speed)
      stop()
      if (speed === 0) {
        player.pause()
        if (player.state.getState().rate > 1) player.setRate(1)
        return
      }
      player.setRate(speed)
      player.play()
    },
  }
}
