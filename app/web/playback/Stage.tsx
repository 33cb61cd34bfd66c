/** The stage: a tile for each person and each screen, as large as they fit; one of them large when it is focused. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useMemo } from 'react'
import { JudgeStrip } from './JudgeStrip.tsx'
import type { Player } from './player.types.ts'
import classes from './stage.module.css'
import { listStageTiles } from './stageTiles.ts'
import { Tile } from './Tile.tsx'
import { layoutFocus, layoutGrid } from './tileLayout.ts'

export interface StageProps {
  readonly session: SessionDetail
  readonly player: Player
  /** Lane id of the large tile. */
  readonly focus: string | undefined
  readonly onFocus: (laneId: string | undefined) => void
  /** Lane ids that get no tile. */
  readonly hidden?: readonly string[]
}

const NONE: readonly string[] = []
const asIs = (hidden: readonly string[]) => ({ hidden, pinned: NONE, order: NONE })

export function Stage({ session, player, focus, onFocus, hidden = NONE }: StageProps) {
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const tiles = useMemo(() => listStageTiles(session, asIs(hidden)), [session, hidden])
  const focused = tiles.findIndex((tile) => tile.id === focus)
  useEffect(() => player.setFocus(focused < 0 ? undefined : focus), [player, focus, focused])
  const rects =
    focused < 0 ? layoutGrid(tiles.length, width, height) : layoutFocus(tiles.length, focused, width, height)
  return (
    <section className={classes.stage} aria-label="Stage" data-layout={focused < 0 ? 'grid' : 'focus'}>
      <JudgeStrip player={player} />
      <div className={classes.tiles} ref={ref}>
        {rects.map((rect, at) => {
          const tile = tiles[at]!
          return (
            <Tile
              key={tile.id}
              tile={tile}
              player={player}
              rect={rect}
              epochWallUs={session.epochWallUs}
              isFocused={at === focused}
              onFocus={() => onFocus(at === focused ? undefined : tile.id)}
            />
          )
        })}
        {tiles.length === 0 && (
          <div className={classes.card} data-kind="empty">
            <b>No pictures on the stage</b>
            <span>
              {session.lanes.length === 0
                ? 'This session has no recordings that can be played.'
                : 'Every lane is hidden: show one again in the timeline.'}
            </span>
          </div>
        )}
      </div>
    </section>
  )
}
