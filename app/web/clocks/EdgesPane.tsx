/** What knows what: the edges as a graph, or as the table that says the same. */
import { SegmentedControl } from '@mantine/core'
import { ChipButton } from '../widgets/Chip.tsx'
import { Notice } from '../widgets/Notice.tsx'
import { EdgeList } from './EdgeList.tsx'
import { NetGraph } from './NetGraph.tsx'
import type { Board } from './useClockBoard.ts'
import classes from './clocks.module.css'

export function EdgesPane({ board }: { readonly board: Board }) {
  const { view, setView, edges, utc, session } = board
  const opened = session.people.find((person) => person.identity === view.who)
  return (
    <section className={classes.edges} aria-labelledby="what-knows-what">
      <header className={classes.paneHead}>
        <h2 id="what-knows-what">What knows what</h2>
        <span className="grow" />
        {opened && (
          <ChipButton on onClick={() => setView({ who: undefined })} aria-label={`Close ${opened.name}`}>
            {opened.name} ×
          </ChipButton>
        )}
        {view.list === 'graph' && (
          <ChipButton on={utc} onClick={() => setView({ utc: !utc })}>
            Wall clock
          </ChipButton>
        )}
        <SegmentedControl
          size="xs"
          aria-label="Edges as"
          value={view.list}
          onChange={(list) => setView({ list: list === 'table' ? 'table' : 'graph' })}
          data={[
            { value: 'graph', label: 'Graph' },
            { value: 'table', label: `Table ${edges.length}` },
          ]}
        />
      </header>
      {edges.length === 0 ? (
        <Notice title="Nothing relates these clocks" compact>
          No file, log or sound says how the recordings lie to each other. A mark of one event in two lanes
          can.
        </Notice>
      ) : view.list === 'graph' ? (
        <NetGraph board={board} />
      ) : (
        <EdgeList board={board} />
      )}
    </section>
  )
}
