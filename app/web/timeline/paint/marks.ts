/** What a recording wears at its start: grade C in words, and a mark where something was found. */
import type { FindingView } from '../../../../core/protocol/index.ts'
import type { Placed } from '../recordingTime.ts'
import { formatSync } from '../sync.ts'
import { findSteps } from '../steps.ts'
import { timeToPx } from '../viewport.ts'
import { findBox } from './box.ts'
import type { Scene } from './scene.ts'

const TICK_PX = 4

/** Paints a tick where the recording's clock steps, however short what a stall lost is at this scale. */
export function paintSteps(
  context: CanvasRenderingContext2D,
  { scale, palette }: Scene,
  recording: Placed,
  { y, height }: { y: number; height: number },
): void {
  for (const { atUs } of findSteps(recording)) {
    const x = Math.round(timeToPx(scale, atUs))
    if (x < -TICK_PX || x > scale.widthPx + TICK_PX) continue
    context.fillStyle = palette.warn
    context.fillRect(x - 0.5, y, 1, height)
    context.beginPath()
    context.moveTo(x - TICK_PX, y)
    context.lineTo(x + TICK_PX, y)
    context.lineTo(x, y + TICK_PX + 1)
    context.closePath()
    context.fill()
  }
}

/** Paints the marks of one recording on its row; `graded` on the first that shows, which speaks for its lane. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  recording: Placed,
  { y, height, graded }: { y: number; height: number; graded: boolean },
): void {
  const { scale, palette } = scene
  const box = findBox(scale, recording.placement, y, height)
  if (!box || box.width < 24) return
  const { startUs, endUs, sigmaUs, grade } = recording.placement
  const soft = timeToPx(scale, startUs + Math.min(sigmaUs, (endUs - startUs) / 4))
  let x = Math.max(0, soft) + 6
  const found = scene.findings.get(recording.recordingId)
  if (found) {
    paintFinding(context, scene, found, x, y + height / 2)
    x += 18
  }
  if (grade !== 'C' || !graded) return
  const text = formatSync({ grade: 'C', sigmaUs, unplaced: 0 })!
  context.font = `600 10px ${palette.font}`
  const width = context.measureText(text).width
  if (x + width + 14 > box.x + box.width) return
  context.fillStyle = palette.panel
  context.beginPath()
  context.roundRect(x, y + height / 2 - 8, width + 10, 16, 4)
  context.fill()
  context.strokeStyle = palette.bad
  context.lineWidth = 1
  context.stroke()
  context.fillStyle = palette.bad
  context.textBaseline = 'middle'
  context.fillText(text, x + 5, y + height / 2 + 0.5)
  context.textBaseline = 'alphabetic'
}

function paintFinding(
  context: CanvasRenderingContext2D,
  { palette }: Scene,
  found: readonly FindingView[],
  x: number,
  middle: number,
): void {
  const failed = found.some((finding) => finding.severity === 'error')
  context.fillStyle = palette.panel
  context.beginPath()
  context.arc(x + 6, middle, 8, 0, 7)
  context.fill()
  context.beginPath()
  context.moveTo(x + 6, middle - 5.5)
  context.lineTo(x + 12, middle + 4.5)
  context.lineTo(x, middle + 4.5)
  context.closePath()
  context.fillStyle = failed ? palette.bad : palette.warn
  context.fill()
  context.fillStyle = palette.panel
  context.fillRect(x + 5.25, middle - 2.5, 1.5, 4)
  context.fillRect(x + 5.25, middle + 2.3, 1.5, 1.4)
}
