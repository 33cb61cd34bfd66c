/** The stage: a tile for each person and each screen, laid out as a person chose; its menus and its way to reorder. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { useElementSize } from '@mantine/hooks'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { JudgeStrip } from './JudgeStrip.tsx'
import type { Player } from './player.types.ts'
import { StageCard } from './StageCard.tsx'
import { dropTile } from './dropTile.ts'
import classes from './stage.module.css'
import { planStage } from './stageLayout.ts'
import { SaidOnStage } from './SaidOnStage.tsx'
import type { StageStore } from './stageStore.ts'
import { listStageTiles } from './stageTiles.ts'
import { Tile } from './Tile.tsx'
import type { MenuAt } from './TileMenu.tsx'
import { useNudge } from './useNudge.ts'
import { useSheet } from './useSheet.ts'
import { useTileDrag } from './useTileDrag.ts'

const TileMenu = lazy(async () => ({ default: (await import('./TileMenu.tsx')).TileMenu }))
const NudgeBar = lazy(async () => ({ default: (await import('./NudgeBar.tsx')).NudgeBar }))

export interface StageProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly stage: StageStore
}

export function Stage({ session, player, store, stage }: StageProps) {
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const content = useRef<HTMLDivElement>(null)
  const [menu, setMenu] = useState<MenuAt>()
  const view = useStore(
    store,
    useShallow(({ layout, focus, other, hidden, pinned, order }) => ({
      layout,
      focus,
      other,
      hidden,
      pinned,
      order,
    })),
  )
  const nudging = useStore(stage, (state) => state.nudge !== undefined)
  const tiles = useMemo(() => listStageTiles(session, view), [session, view])
  const plan = useMemo(() => planStage(tiles, view, width, height), [tiles, view, width, height])
  const { rects, large } = plan
  const { sheet, mountSheet } = useSheet(tiles, plan, content, width, height)
  const focused = tiles[large[0] ?? -1]?.id
  useEffect(() => player.setFocus(focused), [player, focused])
  useNudge(session, player, stage)

  const { drag, press } = useTileDrag({
    rects,
    large,
    root: () => content.current,
    onDrop: (tile, drop) => dropTile({ tiles, large, store, tile, drop }),
  })
  const toggleFocus = useCallback(
    (laneId: string) => {
      const { focus, setFocus } = store.getState()
      setFocus(focus === laneId ? undefined : laneId)
    },
    [store],
  )
  const openMenu = useCallback((next: MenuAt) => setMenu(next), [])
  const context = useMemo(() => ({ session, player, store, stage }), [session, player, store, stage])

  return (
    <section className={classes.stage} aria-label="Stage" data-layout={plan.layout}>
      <JudgeStrip player={player} />
      <div className={classes.tiles} ref={ref} data-scrolls={plan.contentWidth > width}>
        <div className={classes.content} ref={content} style={{ width: plan.contentWidth || '100%' }}>
          <canvas ref={mountSheet} className={classes.sheet} data-sheet width={0} height={0} />
          {rects.map((rect, at) => {
            const tile = tiles[at]!
            const isDragged = drag?.tile === at
            return (
              <Tile
                key={tile.id}
                at={at}
                tile={tile}
                context={context}
                sheet={sheet}
                rect={rect}
                isLarge={large.includes(at)}
                isPinned={view.pinned.includes(tile.id)}
                dragX={isDragged ? drag.dx : undefined}
                dragY={isDragged ? drag.dy : undefined}
                drop={drag?.drop?.over === at ? drag.drop.side : undefined}
                onPress={press}
                onFocus={toggleFocus}
                onMenu={openMenu}
              />
            )
          })}
        </div>
        {tiles.length === 0 && <StageCard session={session} store={store} />}
        <SaidOnStage stage={stage} />
      </div>
      <Suspense fallback={null}>
        {nudging && <NudgeBar session={session} stage={stage} />}
        {menu && <TileMenu {...menu} context={context} onClose={() => setMenu(undefined)} />}
      </Suspense>
    </section>
  )
}
