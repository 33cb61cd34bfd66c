/** What a worker does with one request: imperfect files give problems, a failing store rejects. */
import { getFFmpegInfo } from 'node-av'
import { rename, rm, stat } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { UserError } from '../model/error.ts'
import type { ObjectStore } from '../storage/objectStore.ts'
import { openLibavInput } from './libavInput.ts'
import { withLocalFile } from './localFile.ts'
import { cutAudio } from './cutAudio.ts'
import { cutVideo } from './cutVideo.ts'
import { makeRendition } from './makeRendition.ts'
import { makeThumbs } from './makeThumbs.ts'
import type {
  BrightnessResult,
  CodesResult,
  CutAnswer,
  CutRequest,
  FramesRequest,
  MediaResult,
  PeaksResult,
  RemuxResult,
  RenditionRequest,
  RenditionResult,
  SoundRequest,
  SoundResult,
  StreamExtent,
  ThumbsRequest,
  ThumbsResult,
  WorkerRequest,
} from './messages.ts'
import { failedProbe, type MediaProbe } from './probe.ts'
import { probeByRange } from './probeByRange.ts'
import { probeWithLibav } from './probeWithLibav.ts'
import { readBrightness } from './readBrightness.ts'
import { readCodes } from './readCodes.ts'
import { readPeaks } from './readPeaks.ts'
import { readSound } from './readSound.ts'
import { remuxFile } from './remux.ts'
import { openFileReader } from './fileReader.ts'
import type { RangeReader } from './containerHead.ts'

type OnAlive = (share?: number) => Promise<void> | undefined

export function runTask(store: ObjectStore, request: WorkerRequest, onAlive: OnAlive): Promise<MediaResult> {
  const { key, task, tmpDir } = request
  const withFile = <Result>(work: (path: string) => Promise<Result>): Promise<Result> =>
    withLocalFile({ store, key, tmpDir, onBytes: () => void onAlive() }, work)
  if (task.kind === 'cut') return withFile((path) => cut(path, task.cut, onAlive))
  if (task.kind === 'thumbs') return withFile((path) => thumbs(path, task.thumbs, onAlive))
  if (task.kind === 'rendition') return withFile((path) => rendition(path, task.rendition, onAlive))
  if (task.kind === 'probe') return probe(store, key, withFile, onAlive)
  if (task.kind === 'peaks') return withFile((path) => peaks(path, task.stream, onAlive))
  if (task.kind === 'sound') return withFile((path) => sound(path, task.sound, onAlive))
  if (task.kind === 'brightness') return withFile((path) => brightness(path, task.frames, onAlive))
  if (task.kind === 'codes') return withFile((path) => codes(path, task.frames, onAlive))
  return remux(store, request, withFile, onAlive)
}

async function brightness(path: string, request: FramesRequest, onAlive: OnAlive): Promise<BrightnessResult> {
  try {
    return { brightness: await readBrightness(path, request, onAlive), problems: [] }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { brightness: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

async function codes(path: string, request: FramesRequest, onAlive: OnAlive): Promise<CodesResult> {
  try {
    return { found: await readCodes(path, request, onAlive), problems: [] }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { found: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

async function cut(path: string, request: CutRequest, onAlive: OnAlive): Promise<CutAnswer> {
  try {
    const work = request.kind === 'video' ? cutVideo : cutAudio
    return {
      cut: await work(path, request, onAlive),
      encodedBy: `FFmpeg ${getFFmpegInfo().version}`,
      problems: [],
    }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { cut: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

async function thumbs(path: string, request: ThumbsRequest, onAlive: OnAlive): Promise<ThumbsResult> {
  // For good, since only a privileged process may go back: whoever makes pictures has a pool for that alone.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  try {
    return { thumbs: await makeThumbs(path, request, onAlive), problems: [] }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { thumbs: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

async function rendition(
  path: string,
  request: RenditionRequest,
  onAlive: OnAlive,
): Promise<RenditionResult> {
  // Minutes of work while somebody plays the session: whatever else wants the processor goes first.
  setPriority(constants.priority.PRIORITY_LOW)
  try {
    return { made: await makeRendition(path, request, onAlive), problems: [] }
  } catch (error) {
    if (error instanceof UserError) throw error
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { made: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

type WithFile = <Result>(work: (path: string) => Promise<Result>) => Promise<Result>

/**
 * mediabunny first; FFmpeg where it fails, stops early or, in a WebM that was never finished, passes over the last
 * cluster; then whichever saw more.
 */
async function probe(
  store: ObjectStore,
  key: string,
  withFile: WithFile,
  onAlive: OnAlive,
): Promise<MediaProbe> {
  const found = await store.stat(key)
  if (!found) return failedProbe('media_missing', `${key} is no longer in the store`)
  const reader: RangeReader = {
    sizeBytes: found.sizeBytes,
    read: async (start, end) => {
      const bytes = await store.readRange(key, start, Math.min(end, found.sizeBytes))
      await onAlive()
      return bytes
    },
  }
  const first = await probeByRange(reader, () => void onAlive())
  const doubtful =
    first.needsRemux || first.problems.some((problem) => problem.code !== 'media_starts_without_key')
  if (!doubtful || found.sizeBytes === 0) return first
  const second = await withFile((path) => probeWithLibav(path, onAlive))
  if (countPackets(second) <= countPackets(first)) return first
  // FFmpeg calls WebM and Matroska one format; mediabunny reads the document type.
  const container = first.container === 'unknown' ? second.container : first.container
  const cut = first.problems.filter(({ code }) => code === 'media_truncated').slice(0, 1)
  const others = second.problems.filter(({ code }) => code !== 'media_truncated' || cut.length === 0)
  return { ...second, container, needsRemux: first.needsRemux, problems: [...cut, ...others] }
}

const countPackets = (probe: MediaProbe): number =>
  probe.streams.reduce((sum, stream) => sum + stream.packetCount, 0)

async function peaks(path: string, stream: StreamExtent, onAlive: OnAlive): Promise<PeaksResult> {
  try {
    const streamId = findStreamId(path, stream.streamIndex)
    return { peaks: await readPeaks(path, { ...stream, streamId, onBlock: onAlive }), problems: [] }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { peaks: undefined, problems: [{ code: 'media_undecodable', message }] }
  }
}

/** FFmpeg's index of a stream, which counts subtitles and data too. */
function findStreamId(path: string, streamIndex: number): number {
  const input = openLibavInput(path)
  const streamId = input.streams[streamIndex]?.index
  input.close()
  if (streamId === undefined) throw new Error(`the file has no stream ${streamIndex}`)
  return streamId
}

async function sound(path: string, request: SoundRequest, onAlive: OnAlive): Promise<SoundResult> {
  try {
    const streamId = findStreamId(path, request.streamIndex)
    const sizeBytes = await readSound(path, { ...request, streamId, onShare: onAlive })
    return { file: request.out, sizeBytes, problems: [] }
  } catch (error) {
    const message = (error as Error).message.replaceAll(path, 'the file')
    return { file: undefined, sizeBytes: 0, problems: [{ code: 'media_undecodable', message }] }
  }
}

const fail = (code: string, message: string): RemuxResult => ({
  file: undefined,
  sizeBytes: 0,
  problems: [{ code, message }],
})

/** Writes beside `out`, proves that every packet kept its time, then renames: `out` is whole or not there. */
async function remux(
  store: ObjectStore,
  request: WorkerRequest,
  withFile: WithFile,
  onAlive: OnAlive,
): Promise<RemuxResult> {
  const task = request.task
  if (task.kind !== 'remux') throw new UserError('media_task', 'not a remux task')
  const partial = `${task.out}.${process.pid}.part`
  try {
    await withFile((path) => remuxFile(path, { out: partial, container: task.container, onPacket: onAlive }))
    const before = await probe(store, request.key, withFile, onAlive)
    const after = await probeLocal(partial, onAlive)
    const difference = findDifference(before, after)
    if (difference) return fail('media_remux_differs', difference)
    const { size } = await stat(partial)
    await rename(partial, task.out)
    return { file: task.out, sizeBytes: size, problems: [] }
  } catch (error) {
    if (error instanceof UserError) throw error
    return fail('media_remux_failed', (error as Error).message)
  } finally {
    await rm(partial, { force: true })
  }
}

/** Time stamps may move by the rounding of a millisecond clock and no more. */
const PTS_TOLERANCE_US = 1000

function findDifference(before: MediaProbe, after: MediaProbe): string | undefined {
  if (after.needsRemux) return 'the copy still has no cues or duration'
  if (before.streams.length !== after.streams.length) {
    return `the copy has ${after.streams.length} streams, its source ${before.streams.length}`
  }
  for (const [at, source] of before.streams.entries()) {
    const copy = after.streams[at]!
    if (copy.packetCount !== source.packetCount) {
      return `stream ${at}: the copy has ${copy.packetCount} packets, its source ${source.packetCount}`
    }
    for (let i = 0; i < source.packetCount; i++) {
      const moved = copy.packets.ptsUs[i]! - source.packets.ptsUs[i]!
      if (Math.abs(moved) > PTS_TOLERANCE_US)
        return `stream ${at}: packet ${i} moved by ${moved} µs in the copy`
    }
  }
  return undefined
}

async function probeLocal(path: string, onAlive: OnAlive): Promise<MediaProbe> {
  const reader = await openFileReader(path)
  try {
    return await probeByRange(reader, () => void onAlive())
  } finally {
    await reader.close()
  }
}
