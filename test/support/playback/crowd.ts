/** Sessions of many cameras at once, and one of all that is irregular, as buckets for the real ingest. */
import { crowdVideos, LARGE_S, makeCrowdVideo, makeLargeVideo } from './crowdMedia.ts'
import { keepCatalog, type KeptCatalog } from './keptCatalog.ts'
import { makeSound, makeVideo, type MadeVideo } from './makeMedia.ts'
import { writeBucket, type PlacedFile } from './writeBucket.ts'

/** `count` cameras of `seconds` each, all recorded at once, each placed up to 0.9 s after the first. */
export async function keepCrowd(count: number, seconds: number): Promise<KeptCatalog> {
  const files = await placeCrowd(count, seconds)
  return keepCatalog(`crowd-${count}-${seconds}`, (bucket) => writeBucket(bucket, `crowd of ${count}`, files))
}

/** The same, and a session of `large` cameras of more than 20 MB each; `room` is the crowd's. */
export async function keepLarge(
  count: number,
  seconds: number,
  large: number,
): Promise<{ readonly kept: KeptCatalog; readonly room: string }> {
  const files = await placeCrowd(count, seconds)
  const path = await makeLargeVideo()
  const room = `crowd of ${count}`
  const kept = await keepCatalog(`large-${count}-${seconds}-${large}`, (bucket) => {
    writeBucket(bucket, room, files)
    const cameras = Array.from({ length: large }, (_, at): PlacedFile => ({
      identity: `large-${at + 1}`,
      source: 'camera',
      path,
      startS: 2,
      endS: 2 + LARGE_S,
    }))
    writeBucket(bucket, 'large', cameras)
  })
  return { kept, room }
}

async function placeCrowd(count: number, seconds: number): Promise<PlacedFile[]> {
  const made: string[] = []
  // One after another: each takes a core.
  for (const video of crowdVideos(seconds)) made.push(await makeCrowdVideo(video))
  return Array.from({ length: count }, (_, at): PlacedFile => {
    const startS = 2 + ((at * 137_013) % 900_000) / 1e6
    return {
      identity: `person-${String(at + 1).padStart(3, '0')}`,
      source: 'camera',
      path: made[at % made.length]!,
      startS,
      endS: startS + seconds,
    }
  })
}

/** What the varied session is of: the file, and from when to when it was recorded, s. */
const VARIED: readonly (readonly [Pick<PlacedFile, 'identity' | 'source' | 'startS' | 'endS'>, MadeVideo])[] =
  [
    [
      { identity: 'ms', source: 'camera', startS: 2, endS: 22 },
      { name: 'ms', cellId: 1, codec: 'h264', fps: 30, seconds: 20 },
    ],
    [
      { identity: 'ms', source: 'screen_share', startS: 3, endS: 21 },
      { name: 'screen', cellId: 6, codec: 'vp8', fps: 5, seconds: 18 },
    ],
    [
      { identity: 'leo', source: 'camera', startS: 2.3, endS: 21.3 },
      { name: 'leo', cellId: 2, codec: 'vp8', fps: 25, seconds: 16, hole: { at: 8, length: 3 } },
    ],
    [
      { identity: 'mia', source: 'camera', startS: 2.7, endS: 9.7 },
      { name: 'mia1', cellId: 4, codec: 'h264', fps: 30, seconds: 7 },
    ],
    [
      { identity: 'mia', source: 'camera', startS: 13, endS: 19 },
      { name: 'mia2', cellId: 5, codec: 'h264', fps: 30, seconds: 6 },
    ],
    [
      { identity: 'ben', source: 'camera', startS: 3.5, endS: 21.5 },
      { name: 'ben', cellId: 3, codec: 'vp8', fps: 15, seconds: 18, uneven: true },
    ],
  ]

/** Two codecs, five rates, an uneven one, a hole, a rejoin, a late join, an early leave, a screen, a microphone. */
export async function keepVaried(): Promise<KeptCatalog> {
  const sound = await makeSound('ms', 20, 440)
  const files: PlacedFile[] = [{ identity: 'ms', source: 'microphone', path: sound, startS: 2, endS: 22 }]
  for (const [placed, video] of VARIED) files.push({ ...placed, path: await makeVideo(video) })
  return keepCatalog('varied', (bucket) => writeBucket(bucket, 'varied', files))
}
