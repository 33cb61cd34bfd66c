/** One recording of an audio lane: its waveform in bars, whose geometry is wavesurfer's. */
import { calculateBarRenderConfig, calculateBarSegments } from 'wavesurfer.js/dist/renderer-utils.js'
import { colourOf } from '../palette.ts'
import { readBars, type PeakPyramid, type WaveBars } from '../pyramid.ts'
import { toMediaTime, type Placed } from '../recordingTime.ts'
import { isAudible } from '../timelinePlayer.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import type { Box } from './box.ts'
import type { Scene } from './scene.ts'

const BAR = { barWidth: 1.5, barGap: 0.5 }
const SPACING_PX = BAR.barWidth + BAR.barGap
/** Below this peak a recording is drawn as quiet as it is, not blown up to the lane's height. */
const QUIETEST = 0.12
const RMS_GAIN = 2.4

/** The inner bars: rms drawn larger, as speech's is about a fifth of its peak, and never beyond the outer ones. */
const findLoudness = ({ top, bottom, rms }: WaveBars): Float32Array =>
  rms.map((value, k) => Math.min(value * RMS_GAIN, top[k]!, -bottom[k]!))

/** Bars no higher than the middle line are left to that line: most of a microphone's day is silence. */
function paintBars(
  context: CanvasRenderingContext2D,
  {
    box,
    pixelRatio,
    channels,
    gain,
  }: { box: Box; pixelRatio: number; channels: Float32Array[]; gain: number },
): void {
  const length = channels[0]!.length
  const width = length * SPACING_PX * pixelRatio
  const height = box.height * pixelRatio
  const config = calculateBarRenderConfig({
    width,
    height,
    length,
    options: { ...BAR, container: '' },
    pixelRatio,
  })
  const bars = calculateBarSegments({
    ...config,
    channelData: channels,
    barIndexScale: 1,
    vScale: gain,
    canvasHeight: height,
    barAlign: undefined,
    barMinHeight: 0,
  })
  for (const bar of bars) {
    if (bar.height > pixelRatio) context.fillRect(bar.x, bar.y, bar.width, bar.height)
  }
}

interface Wave {
  readonly pyramid: PeakPyramid
  readonly recording: Placed
  readonly box: Box
  /** 1 heard, less where the lane is muted. */
  readonly loud: number
}

function paintWave(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { pyramid, recording, box, loud }: Wave,
): void {
  const { scale, palette, pixelRatio } = scene
  const barUs = usPerPx(scale) * SPACING_PX
  const first = Math.floor((scale.view.start + box.x * usPerPx(scale)) / barUs)
  const count = Math.ceil(box.width / SPACING_PX) + 1
  const fromUs = toMediaTime(recording, first * barUs)
  const mediaBarUs = (toMediaTime(recording, (first + count) * barUs) - fromUs) / count
  const bars = readBars(pyramid, fromUs, mediaBarUs, count)
  const gain = 0.94 / Math.max(QUIETEST, pyramid.loud)
  const x = Math.round(timeToPx(scale, first * barUs) * pixelRatio) / pixelRatio
  context.translate(x, box.y)
  context.scale(1 / pixelRatio, 1 / pixelRatio)
  context.globalAlpha = (palette.dark ? 0.55 : 0.5) * loud
  paintBars(context, { box, pixelRatio, channels: [bars.top, bars.bottom], gain })
  context.globalAlpha = 0.85 * loud
  paintBars(context, { box, pixelRatio, channels: [findLoudness(bars)], gain })
  const middle = Math.floor((box.height / 2) * pixelRatio)
  context.globalAlpha = 0.5 * loud
  context.fillRect(0, middle, count * SPACING_PX * pixelRatio, pixelRatio)
}

/** Paints what shows of the waveform; bars stand on a grid of session time, so that panning moves and never deals anew. */
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
  context.fillStyle = colour
  if (typeof pyramid === 'string') {
    context.globalAlpha = pyramid === 'loading' ? 0.35 : 0.6
    context.fillRect(box.x, middle - 0.5, box.width, 1)
    if (pyramid === 'failed' && box.width > 120) {
      context.globalAlpha = 1
      context.fillStyle = palette.faint
      context.font = `11px ${palette.font}`
      context.fillText('no waveform', Math.max(8, box.x + 8), middle - 4)
    }
  } else {
    context.beginPath()
    context.rect(box.x, box.y, box.width, box.height)
    context.clip()
    paintWave(context, scene, { pyramid, recording, box, loud: isAudible(scene.mix, laneId) ? 1 : 0.35 })
  }
  context.restore()
}
