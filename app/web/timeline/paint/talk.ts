/** The talk row: a bar an utterance in its speaker's colour; further out, who speaks most in each cell of time. */
import { colourOf } from '../palette.ts'
import { visitSpans } from '../spanIndex.ts'
import type { TalkLevel, TalkTrack } from '../talk.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import type { Scene } from './scene.ts'

const BAR_PX = 8
/** A cell drawn narrower than this gives way to the next level. */
const CELL_PX = 2.5

interface Bar {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function paintTalk(
  context: CanvasRenderingContext2D,
  scene: Scene,
  talk: TalkTrack,
  band: { y: number; height: number },
): void {
  const cellUs = usPerPx(scene.scale) * CELL_PX
  const exact = cellUs < talk.levels[0]!.cellUs
  const level = talk.levels.find((one) => one.cellUs >= cellUs) ?? talk.levels.at(-1)!
  const bars = exact ? planUtterances(scene, talk, band) : planCells(scene, level, band)
  context.globalAlpha = 0.85
  for (const [person, list] of bars) {
    context.fillStyle = colourOf(scene.palette, person)
    for (const { x, y, width, height } of list) context.fillRect(x, y, width, height)
  }
  context.globalAlpha = 1
}

function add(bars: Map<number, Bar[]>, person: number, bar: Bar): void {
  const others = bars.get(person)
  if (others) others.push(bar)
  else bars.set(person, [bar])
}

function planUtterances(
  { scale }: Scene,
  { spans, people }: TalkTrack,
  { y, height }: { y: number; height: number },
): Map<number, Bar[]> {
  const bars = new Map<number, Bar[]>()
  const pitch = Math.min(BAR_PX + 2, (height - 6) / spans.levels)
  const top = y + (height - 1 - pitch * spans.levels) / 2
  visitSpans(spans, scale.view.start, scale.view.end, (at) => {
    const x = Math.max(-2, timeToPx(scale, spans.starts[at]!))
    const width = Math.max(1.5, Math.min(scale.widthPx + 2, timeToPx(scale, spans.ends[at]!)) - x)
    add(bars, people[at]!, { x, y: top + spans.level[at]! * pitch + 1, width, height: pitch - 2 })
  })
  return bars
}

/** Neighbouring cells of one speaker are one bar. */
function planCells(
  { scale }: Scene,
  { cellUs, people }: TalkLevel,
  { y, height }: { y: number; height: number },
): Map<number, Bar[]> {
  const bars = new Map<number, Bar[]>()
  const first = Math.max(0, Math.floor(scale.view.start / cellUs))
  const end = Math.min(people.length, Math.ceil(scale.view.end / cellUs))
  for (let cell = first; cell < end;) {
    const person = people[cell]!
    let next = cell + 1
    while (next < end && people[next] === person) next++
    const x = timeToPx(scale, cell * cellUs)
    const width = timeToPx(scale, next * cellUs) - x - 0.5
    if (person >= 0) add(bars, person, { x, y: y + (height - 1 - BAR_PX) / 2, width, height: BAR_PX })
    cell = next
  }
  return bars
}
