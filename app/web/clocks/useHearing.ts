/** Hears two recordings together at a moment, as an edge relates them; ends by itself. One player, while it is heard. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { createPlayer } from '../playback/player.ts'
import type { Player } from '../playback/player.types.ts'
import { pairSession, type Pair } from './soloSession.ts'

export type Ear = 'both' | 'from' | 'to'

export interface HeardPair extends Pair {
  /** Media time of `from` it begins at. */
  readonly startUs: number
  readonly spanUs: number
}

export interface Hearing {
  readonly isPlaying: boolean
  /** Where it is, tick by tick. */
  readonly heard: StoreApi<Heard>
  readonly ear: Ear
  readonly setEar: (ear: Ear) => void
  /** Begins at `startUs` of the pair for `spanUs`, or stops. */
  readonly toggle: () => void
}

export interface Heard {
  /** What is heard, as text; undefined: nothing. */
  readonly key: string | undefined
  /** Media time of `from` that is heard. */
  readonly atUs: number | undefined
  readonly ear: Ear
}

const keyOf = ({ fromRecordingId, toRecordingId, fromUs, offsetUs }: HeardPair): string =>
  [fromRecordingId, toRecordingId, fromUs, offsetUs].join(' ')

/** `pair` undefined: there is nothing to hear. Another pair is silence until it is begun. */
export function useHearing(
  session: SessionDetail,
  mediaOrigin: string,
  pair: HeardPair | undefined,
): Hearing {
  const [store] = useState(() => createStore<Heard>(() => ({ key: undefined, atUs: undefined, ear: 'both' })))
  const [sound] = useState(() => createSound(store.setState, store.getState))
  const heardKey = useStore(store, (state) => state.key)
  const ear = useStore(store, (state) => state.ear)
  const key = pair && keyOf(pair)
  const isPlaying = key !== undefined && heardKey === key
  useEffect(() => sound.keepOnly(key), [sound, key])
  useEffect(() => sound.stop, [sound])
  return {
    isPlaying,
    heard: store,
    ear,
    setEar: (next) => {
      store.setState({ ear: next })
      sound.mix()
    },
    toggle: () => {
      if (isPlaying) sound.stop()
      else if (pair) sound.start(session, mediaOrigin, pair)
    },
  }
}

/** The player of what is heard: made at the first moment, disposed of at the last. */
function createSound(set: (patch: Partial<Heard>) => void, get: () => Heard) {
  let playing: { readonly player: Player; readonly pair: HeardPair } | undefined

  const mix = (): void => {
    const { ear } = get()
    playing?.player.setLane(playing.pair.fromRecordingId, { muted: ear === 'to' })
    playing?.player.setLane(playing.pair.toRecordingId, { muted: ear === 'from' })
  }
  const stop = (): void => {
    playing?.player.dispose()
    playing = undefined
    set({ key: undefined, atUs: undefined })
  }
  const start = (session: SessionDetail, mediaOrigin: string, pair: HeardPair): void => {
    stop()
    const together = pairSession(session, pair)
    if (!together) return
    const player = createPlayer(together, { mediaOrigin })
    const first = -together.lanes[0]!.recordings[0]!.placement!.offsetUs
    const startUs = Math.max(first, pair.startUs)
    const endUs = Math.min(startUs - first + pair.spanUs, together.durationUs)
    playing = { player, pair }
    set({ key: keyOf(pair), atUs: startUs })
    player.onFrame((t) => {
      if (t >= endUs) stop()
      else set({ atUs: t + first })
    })
    mix()
    player.seek(startUs - first)
    player.play()
  }
  const keepOnly = (key: string | undefined): void => {
    if (playing && keyOf(playing.pair) !== key) stop()
  }
  return { start, stop, mix, keepOnly }
}
