/**
 * The timeline alone: `?theme=light&session=class&view=636,804&in=678&out=701.5&t=684.366&height=404`; `film`: with
 * pictures, `matches`: with a filtered log; `rows`, `annotations`,
 * `signals`: how many; `samples`: of each signal; `pin`: a row.
 */
import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '../../../../app/web/theme/tokens.css'
import '../../../../app/web/theme/global.css'
import { MantineProvider, Menu } from '@mantine/core'
import { StrictMode, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { findBounds } from '../../../../app/web/timeline/bounds.ts'
import { createRowEdits } from '../../../../app/web/timeline/rowEdits.ts'
import { Timeline } from '../../../../app/web/timeline/Timeline.tsx'
import { firstView } from '../../../../app/web/workbench/workbenchState.ts'
import { createWorkbenchStore } from '../../../../app/web/workbench/workbenchStore.ts'
import type { Lane } from '../../../../core/protocol/index.ts'
import { micros, type Span } from '../../../../core/time/index.ts'
import { createFakePlayer } from './fakePlayer.ts'
import { makeFilm } from './film.ts'
import { lesson, wholeClass } from './lesson.ts'
import { makeAnnotations, makeLog } from './review.ts'
import { makeSignals } from './signals.ts'
import { readSpeechOf } from './sound.ts'

const query = new URLSearchParams(location.search)
const light = query.get('theme') === 'light'
document.documentElement.dataset.theme = light ? 'light' : 'dark'
document.documentElement.dataset.mantineColorScheme = light ? 'light' : 'dark'
const session = query.get('session') === 'class' ? wholeClass(25) : lesson()
const seconds = (name: string): number | undefined =>
  query.has(name) ? Number(query.get(name)) * 1e6 : undefined
const readSpeech = readSpeechOf(session.lanes)
const player = createFakePlayer(seconds('t') ?? 684.366e6)
const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise)
const log = makeLog(session, number('rows', 1284))
const annotations = makeAnnotations(session, number('annotations', 60))
const matches = query.has('matches') ? log.tUs.filter((_, row) => row % 30 === 0) : undefined
const store = createWorkbenchStore({ ...firstView(session), pinned: query.getAll('pin') })

const signals = makeSignals(session, number('signals', 0), number('samples', 20_000))

const film = query.has('film') ? makeFilm() : undefined

function firstViewport(): Span {
  const [start, end] = (query.get('view') ?? '').split(',').map((value) => Number(value) * 1e6)
  return start !== undefined && end ? { start: micros(start), end: micros(end) } : findBounds(session)
}

function firstSegment(): Span | undefined {
  const [start, end] = [seconds('in'), seconds('out')]
  return start === undefined || end === undefined ? undefined : { start: micros(start), end: micros(end) }
}

const edits = createRowEdits(store, session)
const onGaze = annotations.annotations
  .filter(({ tierId }) => tierId === 'gaze')
  .map(({ annotationId, startUs, endUs }) => ({ id: annotationId, startUs, endUs }))

const laneItems = (lane: Lane): ReactElement => (
  <Menu.Item onClick={() => player.asked.push(`nudge ${lane.laneId}`)}>Nudge in time…</Menu.Item>
)

function Harness(): ReactElement {
  const [viewport, setViewport] = useState(firstViewport)
  const [segment, setSegment] = useState(firstSegment)
  Object.assign(window, {
    harness: { player, viewport, segment, setViewport, session, store, annotations: onGaze },
  })
  const arrangement = useStore(
    store,
    useShallow(({ hidden, pinned, order, collapsed, heights, laneFilter }) => ({
      hidden,
      pinned,
      order,
      collapsed,
      heights,
      laneFilter,
    })),
  )
  const [set, setSet] = useState(annotations)
  const [chosen, setChosen] = useState<string>()
  const [zone, setZone] = useState('UTC')
  const ask = (what: string): number => player.asked.push(what)
  return (
    <div style={{ height: number('height', 404), borderBlock: '1px solid var(--line)' }}>
      <Timeline
        session={session}
        player={player}
        segment={segment}
        onSegment={setSegment}
        viewport={viewport}
        onViewport={setViewport}
        arrangement={arrangement}
        edits={edits}
        logs={log}
        matches={matches}
        readPeaks={readSpeech}
        thumbnails={film}
        signals={signals}
        onSignals={() => ask('signals')}
        annotations={set}
        annotation={chosen}
        onAnnotation={({ annotationId }) => setChosen(annotationId)}
        onAnnotationChange={(id, span) => {
          ask(`change ${id} ${span.start} ${span.end}`)
          setSet((now) => ({
            ...now,
            annotations: now.annotations
              .map((one) =>
                one.annotationId === id ? { ...one, startUs: span.start, endUs: span.end } : one,
              )
              .sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs),
          }))
        }}
        onAnnotationNew={(tierId, span) => ask(`new ${tierId} ${span.start} ${span.end}`)}
        zone={zone}
        onZone={() => setZone(zone === 'UTC' ? 'Europe/Berlin' : 'UTC')}
        leads={query.get('leads') === 'wall' ? 'wall' : 'session'}
        laneItems={laneItems}
        onHoverLane={(laneId) => Object.assign(window, { hoveredLane: laneId })}
      />
    </div>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider forceColorScheme={light ? 'light' : 'dark'}>
      <Harness />
    </MantineProvider>
  </StrictMode>,
)
