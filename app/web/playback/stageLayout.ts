/** The layout a person chose, applied to the tiles there are: what cannot be (nobody to compare with) falls back. */
import type { StageLayout } from '../workbench/workbenchState.ts'
import type { StageTile } from './stageTiles.ts'
import {
  extentOf,
  layoutCompare,
  layoutFilm,
  layoutFocus,
  layoutGrid,
  medianAspect,
  type Rect,
} from './tileLayout.ts'

export interface StageChoice {
  readonly layout: StageLayout
  readonly focus: string | undefined
  readonly other: string | undefined
}

export interface StagePlan {
  /** What is shown in the end. */
  readonly layout: StageLayout
  readonly rects: readonly Rect[]
  /** Places of the large tiles, the focused one first. */
  readonly large: readonly number[]
  /** Wider than the stage: the row scrolls. */
  readonly contentWidth: number
}

const SCROLLBAR_PX = 12

/** Rectangles in a stage of `width` × `height` px, and the layout they are. */
export function planStage(
  tiles: readonly StageTile[],
  choice: StageChoice,
  width: number,
  height: number,
): StagePlan {
  const focus = tiles.findIndex((tile) => tile.id === choice.focus)
  const other = tiles.findIndex((tile) => tile.id === choice.other)
  const aspect = aspectOf(tiles)
  const count = tiles.length
  if (choice.layout === 'film') {
    const row = layoutFilm(count, width, height, aspect)
    const scrolls = extentOf(row) > width
    return plan('film', scrolls ? layoutFilm(count, width, height - SCROLLBAR_PX, aspect) : row)
  }
  if (focus < 0 || choice.layout === 'grid') return plan('grid', layoutGrid(count, width, height, aspect))
  if (choice.layout === 'compare' && other >= 0 && other !== focus)
    return plan('compare', layoutCompare(count, [focus, other], width, height, aspect), [focus, other])
  return plan('focus', layoutFocus(count, focus, width, height, aspectOf([tiles[focus]!])), [focus])
}

const plan = (layout: StageLayout, rects: Rect[], large: number[] = []): StagePlan => ({
  layout,
  rects,
  large,
  contentWidth: extentOf(rects),
})

const aspectOf = (tiles: readonly StageTile[]): number =>
  medianAspect(tiles.flatMap(({ lane }) => lane.recordings.slice(0, 1)))
