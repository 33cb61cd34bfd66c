/** One recording of an audio lane: its waveform in bars. */
import { colourOf } from '../palette.ts'
import { readBars, type PeakPyramid } from '../pyramid.ts'
import { findParts, toMediaTime, type Placed } from '../recordingTime.ts'
import { isAudible } from '../timelinePlayer.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import { findBarGrid, writeBars } from './bars.ts'
import { findBox, type Box } from './box.ts'
import { paintPixels, rgbOf } from './pixels.ts'
import type { Scene } from './scene.ts'

/** Below this peak a recording is drawn as quiet as it is, not blown up to the lane's height. */
const QUIETEST = 0.12
const FULL = 0.94

interface Wave {
  readonly pyramid: PeakPyramid
  readonly recording: Placed
  readonly box: Box
  readonly colour: string
  /** 1 heard, less where the lane is muted. */
  readonly loud: number
}

/** Bars stand on a grid of session time and of whole device pixels, so that panning moves and never deals anew. */
function paintWave(context: CanvasRenderingContext2D, scene: Scene, wave: Wave): void {
  const { scale, palette, pixelRatio } = scene
  const { pyramid, recording, box, colour, loud } = wave
  const grid = findBarGrid(pixelRatio)
  const barUs = (usPerPx(scale) * grid.pitch) / pixelRatio
  const first = Math.floor((scale.view.start + box.x * usPerPx(scale)) / barUs)
  const x = Math.round(timeToPx(scale, first * barUs) * pixelRatio)
  const count = Math.ceil(((box.x + box.width) * pixelRatio - x) / grid.pitch)
  if (count < 1) return
  // Counted from the middle, which lies in the part for certain: the grid's ends may lie beyond a step.
  const middleUs = scale.view.start + (box.x + box.width / 2) * usPerPx(scale)
  const mediaBarUs = barUs / (1 + recording.placement.driftPpm / 1e6)
  const fromUs = toMediaTime(recording, middleUs) - (middleUs / barUs - first) * mediaBarUs
  const bars = readBars(pyramid, fromUs, mediaBarUs, count)
  const top = Math.round(box.y * pixelRatio)
  const height = Math.round((box.y + box.height) * pixelRatio) - top
  const width = count * grid.pitch
  const look = {
    grid,
    gain: FULL / Math.max(QUIETEST, pyramid.head.loud),
    rgb: rgbOf(colour),
    alpha: { peak: (palette.dark ? 0.55 : 0.5) * loud, rms: 0.93 * loud, line: 0.5 * loud },
  }
  context.setTransform(1, 0, 0, 1, 0, 0)
  paintPixels(context, { x, y: top, width, height }, (pixels) => writeBars(pixels, width, bars, look))
}

function paintClipped(context: CanvasRenderingContext2D, scene: Scene, wave: Wave): void {
  const { x, y, width, height } = wave.box
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  paintWave(context, scene, wave)
  context.restore()
}

/** Paints what shows of the waveform, or says that there is none. */
export function paintAudio(
  context: CanvasRenderingContext2D,
  scene: Scene,
  recording: Placed,
  { person, laneId, box }: { person: number | undefined; laneId: string; box: Box },
): void {
  const { palette } = scene
  const pyramid = scene.peaks.find(recording)
  const colour = colourOf(palette, person)
  const middle = box.y + box.height / 2
  context.save()
  if (typeof pyramid === 'string') {
    context.fillStyle = colour
    context.globalAlpha = pyramid === 'loading' ? 0.35 : 0.6
    context.fillRect(box.x, middle - 0.5, box.width, 1)
    if (pyramid === 'failed' && box.width > 120) {
      context.globalAlpha = 1
      context.fillStyle = palette.faint
      context.font = `11px ${palette.font}`
      context.fillText('no waveform', Math.max(8, box.x + 8), middle - 4)
    }
  } else {
    const loud = isAudible(scene.mix, laneId) ? 1 : 0.35
    for (const part of findParts(recording)) {
      const inside = findBox(scene.scale, part, box.y, box.height)
      if (inside) paintClipped(context, scene, { pyramid, recording, box: inside, colour, loud })
    }
  }
  context.restore()
}
