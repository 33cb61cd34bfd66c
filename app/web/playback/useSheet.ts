/** The sheet of the stage, kept below what is seen of it: a row that scrolls has tiles for many screens. */
import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from 'react'
import { watchTheme } from '../timeline/palette.ts'
import type { StagePlan } from './stageLayout.ts'
import { StageSheet } from './stageSheet.ts'
import type { StageTile } from './stageTiles.ts'

/** `content` lies in a scroller of `width` × `height` CSS px. */
export function useSheet(
  tiles: readonly StageTile[],
  plan: StagePlan,
  content: RefObject<HTMLElement | null>,
  width: number,
  height: number,
): { readonly sheet: StageSheet; readonly mountSheet: (canvas: HTMLCanvasElement | null) => void } {
  const [sheet] = useState(() => new StageSheet())
  const mountSheet = useCallback((canvas: HTMLCanvasElement | null) => sheet.mount(canvas), [sheet])
  const { contentWidth, rects } = plan
  const [left, setLeft] = useState(0)
  const scrolls = contentWidth > width
  // Half a screen more on either side: what is scrolled by less moves with the tiles by itself.
  const covered = scrolls ? Math.min(contentWidth, width * 2) : contentWidth
  const from = scrolls ? Math.max(0, Math.min(left, contentWidth - covered)) : 0
  useLayoutEffect(() => {
    const places = new Map(rects.map((rect, at) => [tiles[at]!.id, rect]))
    const cover = (): void => sheet.cover({ left: from, width: covered, height }, places)
    cover()
    return watchTheme(cover)
  }, [sheet, tiles, rects, from, covered, height])
  useEffect(() => {
    const element = content.current?.parentElement
    if (!element || !scrolls) return undefined
    const follow = (): void =>
      setLeft((before) => {
        const { scrollLeft } = element
        const isCovered = scrollLeft >= before && scrollLeft + width <= before + covered
        return isCovered ? before : Math.max(0, Math.round(scrollLeft - width / 2))
      })
    element.addEventListener('scroll', follow, { passive: true })
    return () => element.removeEventListener('scroll', follow)
  }, [content, scrolls, width, covered])
  return { sheet, mountSheet }
}
