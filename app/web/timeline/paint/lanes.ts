/** The rows under the ruler: people's coverage, film, waveforms, gaps with their reasons, holes, findings, events. */
import type { GapView } from '../../../../core/protocol/index.ts'
import { gapsWithin } from '../../../../core/time/index.ts'
import { findCoverage, formatGap } from '../coverage.ts'
import type { LaneRow, PersonRow, Row, TrackRow } from '../layout.ts'
import { colourOf } from '../palette.ts'
import { keyOfSignal } from '../signalView.ts'
import { isPlaced, toSessionTime, type Placed } from '../recordingTime.ts'
import { paintTier } from './annotations.ts'
import { paintAudio } from './audio.ts'
import { fadeEdges, findBox } from './box.ts'
import { paintEvents } from './events.ts'
import { paintHatch } from './hatch.ts'
import { paintMarks, paintSteps } from './marks.ts'
import type { Scene } from './scene.ts'
import { paintSignal } from './signal.ts'
import { paintSpans } from './spans.ts'
import { ROOM_KEY } from '../tracks.ts'
import { paintTalk } from './talk.ts'
import { paintVideo } from './video.ts'

const PAD_PX = 2
/** A gap shorter than this on the screen has no room for its reason. */
const NAMED_PX = 64

/** Paints the rows that show, `scrollTop` px down. */
export function paintRows(
  context: CanvasRenderingContext2D,
  scene: Scene,
  rows: readonly Row[],
  scrollTop: number,
): void {
  for (const row of rows) {
    const y = row.top - scrollTop
    if (row.kind === 'person') paintPerson(context, scene, row, y)
    else if (row.kind === 'lane') paintLane(context, scene, row, y)
    else paintTrack(context, scene, row, y)
    context.fillStyle = scene.palette.line
    context.globalAlpha = 0.55
    context.fillRect(0, y + row.height - 1, scene.scale.widthPx, 1)
    context.globalAlpha = 1
  }
}

function paintTrack(context: CanvasRenderingContext2D, scene: Scene, row: TrackRow, y: number): void {
  const band = { y, height: row.height }
  const tier = scene.tiers.get(row.key)
  const state = scene.states.get(row.key)
  if (tier) paintTier(context, scene, tier, band)
  else if (state) {
    const look = {
      personOf: (at: number) => state.people[at],
      labelOf: (at: number) => state.labels[at]!,
    }
    paintSpans(context, scene, state.spans, look, band)
  } else if (row.kind === 'talk' && scene.talk) paintTalk(context, scene, scene.talk, band)
  else if (row.kind === 'events') paintEvents(context, scene, band)
  else if (row.kind === 'signal') paintSignalRow(context, scene, row, band)
  else if (row.kind === 'result') {
    const found = row.key === ROOM_KEY ? scene.room : scene.result
    if (!found) return
    const { spans, labels } = found
    const look = {
      personOf: () => undefined,
      labelOf: (at: number) => labels[at]!,
      colour: scene.palette.accent,
    }
    paintSpans(context, scene, spans, look, band)
  }
}

function paintSignalRow(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { key, person }: TrackRow,
  band: { y: number; height: number },
): void {
  const { signals } = scene
  const signal = signals?.tracks.find(({ signalId }) => keyOfSignal(signalId) === key)
  if (signals && signal) paintSignal(context, scene, { signals, signal, person }, band)
}

function paintPerson(context: CanvasRenderingContext2D, scene: Scene, row: PersonRow, y: number): void {
  const { scale, palette } = scene
  const covered = findCoverage(row.lanes)
  for (const gap of gapsWithin(scene.session, covered)) {
    const box = findBox(scale, { startUs: gap.start, endUs: gap.end }, y + PAD_PX, row.height - 5)
    if (box) paintHatch(context, scene, box)
  }
  context.fillStyle = colourOf(palette, row.person)
  context.globalAlpha = 0.85
  for (const span of covered) {
    const box = findBox(scale, { startUs: span.start, endUs: span.end }, y + 8, 3)
    if (box) context.fillRect(box.x, box.y, box.width, box.height)
  }
  context.globalAlpha = 1
}

function paintLane(context: CanvasRenderingContext2D, scene: Scene, row: LaneRow, y: number): void {
  const top = y + PAD_PX
  const height = row.height - 5
  const placed = row.lane.recordings.filter(isPlaced)
  for (const recording of placed) paintRecording(context, scene, row, recording, { y: top, height })
  for (const gap of row.lane.gaps) paintGap(context, scene, gap, { y: top, height, named: row.namesGaps })
  const shown = placed.filter(({ placement }) => overlapsView(placement, scene.scale))
  for (const recording of shown) paintSteps(context, scene, recording, { y: top, height })
  shown.forEach((recording, k) => paintMarks(context, scene, recording, { y: top, height, graded: k === 0 }))
  if (placed.length === 0 && row.lane.recordings.length > 0) {
    paintHatch(context, scene, { x: 0, y: top, width: scene.scale.widthPx, height })
    paintNote(context, scene, 'not placed: nothing says when this was recorded', 12, top + height / 2)
  }
}

const overlapsView = (
  { startUs, endUs }: { startUs: number; endUs: number },
  { view }: Scene['scale'],
): boolean => startUs < view.end && endUs > view.start

function paintRecording(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { lane, person }: LaneRow,
  recording: Placed,
  { y, height }: { y: number; height: number },
): void {
  const { scale } = scene
  const { placement } = recording
  const box = findBox(scale, placement, y, height)
  if (!box) return
  if (lane.kind === 'video') paintVideo(context, scene, recording, person, box)
  else paintAudio(context, scene, recording, { person, laneId: lane.laneId, box })
  for (const hole of recording.holes) {
    const span = {
      startUs: toSessionTime(recording, hole.startPtsUs),
      endUs: toSessionTime(recording, hole.endPtsUs),
    }
    const inside = findBox(scale, span, y, height)
    if (!inside || inside.width < 2) continue
    context.clearRect(inside.x, inside.y, inside.width, inside.height)
    paintHatch(context, scene, inside)
  }
  fadeEdges(context, scale, placement, { y, height })
}

function paintGap(
  context: CanvasRenderingContext2D,
  scene: Scene,
  gap: GapView,
  { y, height, named }: { y: number; height: number; named: boolean },
): void {
  const box = findBox(scene.scale, gap, y, height)
  if (!box) return
  context.clearRect(box.x, box.y, box.width, box.height)
  paintHatch(context, scene, box)
  if (!named || box.width < NAMED_PX) return
  paintNote(
    context,
    scene,
    formatGap(gap, scene.epochWallUs, scene.zone),
    Math.max(0, box.x) + 8,
    y + height / 2,
    box,
  )
}

function paintNote(
  context: CanvasRenderingContext2D,
  { palette }: Scene,
  text: string,
  x: number,
  middle: number,
  within?: { x: number; width: number },
): void {
  context.font = `11px ${palette.font}`
  const width = context.measureText(text).width
  if (within && x + width + 4 > within.x + within.width) return
  context.fillStyle = palette.panel
  context.globalAlpha = 0.8
  context.fillRect(x - 4, middle - 8, width + 8, 16)
  context.globalAlpha = 1
  context.fillStyle = palette.faint
  context.textBaseline = 'middle'
  context.fillText(text, x, middle + 0.5)
  context.textBaseline = 'alphabetic'
}
