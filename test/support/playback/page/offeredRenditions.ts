/** The renditions that the test's server holds, ready when the test says so. */
import type {
  ReadyRendition,
  Renditions,
  RenditionWish,
} from '../../../../app/web/playback/renditions.types.ts'
import { parseRenditionIndex, type RenditionLevel } from '../../../../core/protocol/renditionIndex.ts'

export interface OfferedRendition {
  readonly recordingId: string
  readonly level: RenditionLevel
  readonly widthPx: number
  readonly heightPx: number
}

export interface OfferedRenditions extends Renditions {
  wishes: readonly RenditionWish[]
  readonly givenUp: string[]
  offer(): void
  withdraw(): void
}

export function createOffered(all: readonly OfferedRendition[], mediaOrigin: string): OfferedRenditions {
  const listeners = new Set<() => void>()
  const ready = all.map((each): ReadyRendition => {
    const name = encodeURIComponent(each.recordingId)
    return {
      ...each,
      url: `${mediaOrigin}/media/${name}?v=1&r=${each.level}`,
      loadIndex: async () => {
        const response = await fetch(`/api/recordings/${name}/renditions/${each.level}/index?v=1`)
        return parseRenditionIndex(await response.arrayBuffer())
      },
    }
  })
  let isOffered = false
  const set = (now: boolean) => (): void => {
    isOffered = now
    if (!now) offered.givenUp.length = 0
    for (const listener of listeners) listener()
  }
  const offered: OfferedRenditions = {
    wishes: [],
    givenUp: [],
    offer: set(true),
    withdraw: set(false),
    ready: (recordingId) =>
      isOffered
        ? ready.filter((each) => each.recordingId === recordingId && !offered.givenUp.includes(each.url))
        : [],
    want: (wishes) => void (offered.wishes = wishes),
    giveUp: ({ url }) => void offered.givenUp.push(url),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return offered
}
