/**
 * The engine's lanes and bus on an offline context: what would be heard, to the sample, whatever the machine does
 * meanwhile. The context waits at each step until all lanes have scheduled what comes.
 */
import { placedRecordings } from '../../../../app/web/playback/laneFrames.ts'
import { mediaUrl } from '../../../../app/web/playback/recordingUrls.ts'
import type { SoundAnchor } from '../../../../app/web/playback/soundAnchor.ts'
import { SoundBus } from '../../../../app/web/playback/soundBus.ts'
import { SoundLane } from '../../../../app/web/playback/soundLane.ts'
import type { SessionDetail } from '../../../../core/protocol/index.ts'
import type { Span } from '../../../../core/time/index.ts'

export const SAMPLE_RATE = 48_000
/** Lanes keep more than this scheduled ahead. */
const STEP_S = 1
/** When the anchor's session time goes in: as long before it as a decoder takes to be right. */
const BEGIN_S = 0.25

export interface RenderPlan {
  readonly session: SessionDetail
  readonly mediaOrigin: string
  /** Session time of the first sample, µs. */
  readonly fromUs: number
  readonly rate: number
  /** Of context time. */
  readonly seconds: number
  /** Session time, µs. */
  readonly loop?: Span
}

export interface RenderedSound {
  readonly anchor: SoundAnchor
  /** What left each lane, both channels' mean. */
  readonly lanes: readonly Float32Array[]
  /** What left the page, left. */
  readonly out: Float32Array
  /** From a lane to the page's end, s, as the engine believes. */
  readonly delay: number
}

export async function renderSound(plan: RenderPlan): Promise<RenderedSound> {
  const audio = plan.session.lanes.filter(({ kind }) => kind === 'audio')
  const length = Math.round(plan.seconds * SAMPLE_RATE)
  const context = new OfflineAudioContext({
    numberOfChannels: audio.length + 2,
    length,
    sampleRate: SAMPLE_RATE,
  })
  const merger = new ChannelMergerNode(context, { numberOfInputs: audio.length + 2 })
  merger.connect(context.destination)
  const bus = await openBus(context, plan.rate)
  const lanes = audio.map((lane, at) => {
    const output = new GainNode(context)
    output.connect(bus.input)
    output.connect(merger, 0, at + 2)
    return new SoundLane({
      context,
      output,
      recordings: placedRecordings(lane),
      mediaUrl: (recording) => mediaUrl(plan.mediaOrigin, recording),
    })
  })
  const anchor: SoundAnchor = { contextTime: BEGIN_S, t: plan.fromUs, rate: plan.rate, loop: plan.loop }
  bus.begin(plan.rate)
  for (const lane of lanes) lane.start(anchor)
  const haveScheduled = (at: number) =>
    until(() => lanes.every(({ scheduledUntil }) => scheduledUntil > Math.min(at + STEP_S, plan.seconds)))
  const waitAt = async (at: number): Promise<void> => {
    await context.suspend(at)
    await haveScheduled(at)
    await context.resume()
  }
  await haveScheduled(0)
  for (let at = STEP_S; at < plan.seconds; at += STEP_S) void waitAt(at)
  const rendered = await context.startRendering()
  const failure = lanes.find((lane) => lane.failure !== undefined)?.failure
  for (const lane of lanes) lane.dispose()
  if (failure !== undefined) throw new Error(failure)
  return {
    anchor,
    lanes: lanes.map((_, at) => rendered.getChannelData(at + 2)),
    out: rendered.getChannelData(0),
    delay: bus.delayAt(plan.rate),
  }
}

async function openBus(context: OfflineAudioContext, rate: number): Promise<SoundBus> {
  let bus: SoundBus | undefined
  await new Promise<void>((resolve) => {
    bus = new SoundBus(context, resolve)
    if (bus.routeFor(rate) === 'ready') resolve()
  })
  if (bus!.routeFor(rate) !== 'ready') throw new Error(`no sound at ${rate}×`)
  return bus!
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => requestAnimationFrame(resolve))
}
