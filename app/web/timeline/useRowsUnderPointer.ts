/** Which row, and which annotation of it, is under the pointer: over the pinned block, the scrolling one or the ruler. */
import type { RefObject } from 'react'
import { hitAnnotation, type AnnotationHit } from './annotationTracks.ts'
import { findRowAt, type Layout, type Row } from './layout.ts'
import { FLAG } from './paint/annotations.ts'
import { levelBand } from './paint/spans.ts'
import { isDense } from './spanIndex.ts'
import type { TimelineScene } from './useScene.ts'

export interface Place {
  readonly clientX: number
  readonly clientY: number
}

export interface RowsUnderPointer {
  rowAt(place: Place): Row | undefined
  hitAt(place: Place): AnnotationHit | undefined
}

export interface PointerBlocks {
  readonly ruler: RefObject<HTMLElement | null>
  readonly pinned: RefObject<HTMLElement | null>
  readonly scroller: RefObject<HTMLElement | null>
  /** The lanes of each block. */
  readonly pinnedLanes: RefObject<HTMLElement | null>
  readonly lanes: RefObject<HTMLElement | null>
}

interface Found {
  readonly row: Row
  /** From the top of the row. */
  readonly y: number
}

const holds = (element: HTMLElement | null, { clientY }: Place): boolean => {
  if (!element) return false
  const { top, bottom } = element.getBoundingClientRect()
  return clientY >= top && clientY < bottom
}

export function useRowsUnderPointer(
  { ruler, pinned, scroller, pinnedLanes, lanes }: PointerBlocks,
  { layout, scene }: { readonly layout: Layout; readonly scene: TimelineScene },
): RowsUnderPointer {
  function find(place: Place): Found | undefined {
    const isPinned = holds(pinned.current, place)
    if (!isPinned && !holds(scroller.current, place)) return undefined
    const element = (isPinned ? pinnedLanes : lanes).current
    if (!element) return undefined
    const y = place.clientY - element.getBoundingClientRect().top
    const row = findRowAt(isPinned ? layout.pinned : layout, y)
    return row && { row, y: y - row.top }
  }

  function hitAt(place: Place): AnnotationHit | undefined {
    const left = lanes.current?.getBoundingClientRect().left ?? 0
    const xPx = place.clientX - left
    const { markers, scale, tiers } = scene
    if (markers && holds(ruler.current, place)) {
      const { bottom } = ruler.current!.getBoundingClientRect()
      const onFlags = bottom - place.clientY <= FLAG.height + 3
      return onFlags ? hitAnnotation(markers, scale, xPx - FLAG.width / 2) : undefined
    }
    const found = find(place)
    const tier = found && tiers.get(found.row.key)
    if (!tier || isDense(tier.spans, scale)) return undefined
    const { spans } = tier
    const level = Array.from({ length: spans.levels }, (_, at) => at).find((at) => {
      const band = levelBand(spans, at, { y: 0, height: found.row.height })
      return found.y >= band.y - 1 && found.y < band.y + band.height + 1
    })
    return level === undefined ? undefined : hitAnnotation(tier, scale, xPx, level)
  }

  return { rowAt: (place) => find(place)?.row, hitAt }
}
