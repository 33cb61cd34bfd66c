/** No edge is chosen: what aligning by sound does where it was never done, or what can be chosen. */
import { Button } from '@mantine/core'
import { IconEar } from '@tabler/icons-react'
import type { Ref } from 'react'
import { Notice } from '../widgets/Notice.tsx'
import type { Aligning } from './useAligning.ts'
import type { Board } from './useClockBoard.ts'
import { guessAlign } from './words.ts'
import classes from './clocks.module.css'

interface NoEdgeProps {
  readonly board: Board
  readonly aligning: Aligning
  readonly ref: Ref<HTMLElement>
}

export function NoEdge({ board: { base, session }, aligning, ref }: NoEdgeProps) {
  const sounds = session.lanes.filter((lane) => lane.kind === 'audio').length
  return (
    <section className={classes.evidencePane} aria-label="Evidence" ref={ref} tabIndex={-1}>
      {base.alignedWallUs !== null ? (
        <Notice title="Choose an edge" compact>
          A line of the graph or a row of the table: what it rests on is shown here, to see and to hear.
        </Notice>
      ) : sounds < 2 ? (
        <Notice title="There is nothing to compare" compact>
          {sounds === 0 ? 'No recording here has sound.' : 'Only one recording here has sound.'} The places
          below rest on what files and logs say. A mark of one event in two lanes can still tie two together.
        </Notice>
      ) : (
        <Notice
          title="The sounds were never compared"
          compact
          actions={
            <Button
              leftSection={<IconEar size={14} stroke={1.7} />}
              loading={aligning.isStarting}
              disabled={aligning.job !== undefined}
              onClick={aligning.start}
            >
              Align by sound
            </Button>
          }
        >
          <p>
            Until now each recording lies where its files say it began, which is often out by 0.3 to 3
            seconds. Aligning decodes each of the {sounds} lanes with sound once, compares those that were
            recorded at the same time, and finds how they lie to each other to some milliseconds, how fast
            each device’s clock ran, and where a capture stalled.
          </p>
          <p>
            It takes roughly {guessAlign(aligning.soundUs)}. Sounds that have nothing in common are refused,
            files are never changed, and annotations stay at their sound and picture.
          </p>
        </Notice>
      )}
    </section>
  )
}
