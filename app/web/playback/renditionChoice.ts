/** Which file of a recording a tile plays: the smallest that covers it. Sizes in device pixels. */
import { RENDITION_LEVELS, type RenditionLevel } from '../../../core/protocol/renditionIndex.ts'
import type { Played } from './frameTrack.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface ReadySize extends Size {
  readonly level: RenditionLevel
}

export interface ChoiceInput {
  /** The largest tile that shows the recording. */
  readonly box: Size
  /** Its own picture, upright. */
  readonly original: Size
  readonly ready: readonly ReadySize[]
  /** What plays now; undefined where nothing does. */
  readonly plays: Played | undefined
  /** The large tile plays the original. */
  readonly isLarge: boolean
  /** The overload ladder asks for less than what covers. */
  readonly isSmaller: boolean
  /** This browser cannot decode the original: any rendition is better. */
  readonly isUndecodable: boolean
}

/** A picture drawn so much larger than it is still looks whole. */
const COVERS = 1.05
/** One that plays goes on until it is drawn so much larger: a tile that is being resized must not flap. */
const STILL_COVERS = 1.25
/** Under overload nothing is drawn larger than this. */
const AT_MOST = 2.6
/** The original is so much larger (in area) before a rendition is worth its making. */
const WORTH_MAKING = 1.6

/** How much larger than it is a picture is drawn when it fills the box. */
const scaleIn = (box: Size, { width, height }: Size): number =>
  Math.min(box.width / width, box.height / height)

export function chooseRendition(input: ChoiceInput): Played {
  const { box, original, plays, isLarge, isSmaller, isUndecodable } = input
  const ready = [...input.ready].sort((a, b) => a.width - b.width)
  if (ready.length === 0) return 'original'
  if (isLarge && !isUndecodable) return 'original'
  const isSized = box.width > 0 && box.height > 0
  if (!isSized && !isUndecodable) return plays ?? 'original'
  const covers = ready.find((each) => scaleIn(box, each) <= (each.level === plays ? STILL_COVERS : COVERS))
  const largest = ready.at(-1)!
  if (isUndecodable) return (covers ?? largest).level
  if (isSmaller) {
    const below = ready.filter((each) => !covers || each.width < covers.width)
    const smaller = below.filter((each) => scaleIn(box, each) <= AT_MOST).at(-1)
    if (smaller) return smaller.level
  }
  // A source that is no larger than its rendition is as cheap itself.
  if (!covers || covers.width * covers.height >= original.width * original.height) return 'original'
  return covers.level
}

/** The level that a tile of this size would play; undefined where the original is not much larger than the tile. */
export function wishLevel(box: Size, original: Size): RenditionLevel | undefined {
  if (box.width <= 0 || box.height <= 0) return undefined
  const sizes = (['90', '180'] as const).map((level) => ({ level, ...fitLevel(level, original) }))
  const covers = sizes.find((each) => scaleIn(box, each) <= COVERS)
  if (!covers) return undefined
  const isWorth = original.width * original.height >= WORTH_MAKING * covers.width * covers.height
  return isWorth ? covers.level : undefined
}

/** The size a rendition of this level has. */
export function fitLevel(level: RenditionLevel, { width, height }: Size): Size {
  const { longPx, shortPx } = RENDITION_LEVELS[level]
  const scale = Math.min(1, longPx / Math.max(width, height), shortPx / Math.min(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
