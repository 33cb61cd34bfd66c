/** The timeline alone: `?theme=light&session=class&view=636,804&in=678&out=701.5&t=684.366&height=404`. */
import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '../../../../app/web/theme/tokens.css'
import '../../../../app/web/theme/global.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { findBounds } from '../../../../app/web/timeline/bounds.ts'
import type { TimelineLog } from '../../../../app/web/timeline/eventColumns.ts'
import { Timeline } from '../../../../app/web/timeline/Timeline.tsx'
import type { Thumbnails } from '../../../../app/web/timeline/thumbnails.ts'
import { micros, type Span } from '../../../../core/time/index.ts'
import { createFakePlayer } from './fakePlayer.ts'
import { lesson, wholeClass } from './lesson.ts'
import { makeRandom, readSpeech } from './sound.ts'

const query = new URLSearchParams(location.search)
const light = query.get('theme') === 'light'
document.documentElement.dataset.theme = light ? 'light' : 'dark'
document.documentElement.dataset.mantineColorScheme = light ? 'light' : 'dark'
const session = query.get('session') === 'class' ? wholeClass(25) : lesson()
const seconds = (name: string): number | undefined =>
  query.has(name) ? Number(query.get(name)) * 1e6 : undefined
const player = createFakePlayer(seconds('t') ?? 684.366e6)
const random = makeRandom(3)
const times = Float64Array.from({ length: 1284 }, () => random() * session.durationUs).sort()
const senders = Array.from(
  times,
  () => session.people[Math.floor(random() * session.people.length)]!.identity,
)
const log: TimelineLog = {
  length: times.length,
  tUs: times,
  sender: (row) => senders[row],
  topic: (row) => (row % 3 ? 'answer' : 'slide'),
}

/** `?film=1`: a white picture for every cell, a frame late. */
function makeFilm(): Thumbnails {
  const picture = new OffscreenCanvas(52, 25)
  const context = picture.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 52, 25)
  const listeners = new Set<() => void>()
  let developed = false
  requestAnimationFrame(() => {
    developed = true
    for (const listener of listeners) listener()
  })
  return {
    find: () => (developed ? picture : undefined),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const film = query.has('film') ? makeFilm() : undefined

function firstView(): Span {
  const [start, end] = (query.get('view') ?? '').split(',').map((value) => Number(value) * 1e6)
  return start !== undefined && end ? { start: micros(start), end: micros(end) } : findBounds(session)
}

function firstSegment(): Span | undefined {
  const [start, end] = [seconds('in'), seconds('out')]
  return start === undefined || end === undefined ? undefined : { start: micros(start), end: micros(end) }
}

function Harness(): ReactElement {
  const [viewport, setViewport] = useState(firstView)
  const [segment, setSegment] = useState(firstSegment)
  Object.assign(window, { harness: { player, viewport, segment, setViewport, session } })
  return (
    <div style={{ height: Number(query.get('height') ?? 404), borderBlock: '1px solid var(--line)' }}>
      <Timeline
        session={session}
        player={player}
        segment={segment}
        onSegment={setSegment}
        viewport={viewport}
        onViewport={setViewport}
        logs={log}
        readPeaks={readSpeech}
        thumbnails={film}
        onNudge={(lane) => player.asked.push(`nudge ${lane.laneId}`)}
        onCopyLink={(lane) => player.asked.push(`link ${lane.laneId}`)}
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
