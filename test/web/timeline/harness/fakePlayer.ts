/** A player without media: a clock, a transport and the lanes' mix, and what it was asked. */
import { createStore } from 'zustand/vanilla'
import { micros, type Micros } from '../../../../core/time/index.ts'
import type { TimelinePlayer, TimelinePlayerState } from '../../../../app/web/timeline/timelinePlayer.ts'

export interface FakePlayer extends TimelinePlayer {
  readonly asked: string[]
  play(): void
}

export function createFakePlayer(first: number): FakePlayer {
  const state = createStore<TimelinePlayerState>(() => ({ playing: false, scrubbing: false, lanes: {} }))
  const listeners = new Set<(time: Micros) => void>()
  const asked: string[] = []
  let time = micros(first)
  const show = (next: number): void => {
    time = micros(next)
    for (const listener of listeners) listener(time)
  }
  return {
    asked,
    state,
    now: () => time,
    seek(next) {
      asked.push(`seek ${next}`)
      show(next)
    },
    scrub(next) {
      asked.push(`scrub ${next}`)
      state.setState({ scrubbing: true })
      show(next)
    },
    endScrub() {
      asked.push('endScrub')
      state.setState({ scrubbing: false })
    },
    setLane(laneId, patch) {
      const { lanes } = state.getState()
      const before = lanes[laneId] ?? { muted: false, solo: false, gainDb: 0 }
      state.setState({ lanes: { ...lanes, [laneId]: { ...before, ...patch } } })
    },
    onFrame(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    play() {
      state.setState({ playing: true })
      let last = performance.now()
      const tick = (): void => {
        const at = performance.now()
        show(time + (at - last) * 1e3)
        last = at
        requestAnimationFrame(tick)
      }
      requestAnimationFrame(tick)
    },
  }
}
