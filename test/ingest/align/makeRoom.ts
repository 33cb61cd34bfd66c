/** A bucket of three microphones: ann's and bob's in one room, cleo's in another; encoded by ffmpeg, so truth is known. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { run, words } from '../../support/mediaJudge.ts'
import { START_NS, trackFiles } from '../rig.ts'

const SECONDS = 48
/** When bob's microphone really began, after ann's. */
export const BOB_LATER_US = 7_340_000
/** How early each manifest is: sound must say better. */
const EARLY_MS: Readonly<Record<string, number>> = { ann: 400, bob: 750, cleo: 500 }

export interface MadeRoom {
  readonly folder: string
  readonly bucket: string
  readonly catalogPath: string
}

/** Talk-like noise: loud and soft by turns, never twice the same. */
const talk = (seed: number): string =>
  `anoisesrc=seed=${seed}:r=16000:d=80:c=pink,volume='0.2+0.8*abs(sin(t*1.7)*sin(t*0.31+${seed}))':eval=frame`

/** Writes one microphone's file and manifest: `seed`s room from `fromUs` on, with noise of its own. */
export async function recordMicrophone(
  bucket: string,
  identity: 'ann' | 'bob' | 'cleo',
  { seed, fromUs }: { readonly seed: number; readonly fromUs: number },
): Promise<void> {
  const startedAtNs = START_NS + BigInt(fromUs) * 1000n - BigInt(EARLY_MS[identity]!) * 1_000_000n
  const track = identity.toUpperCase()
  const files = trackFiles({
    room: 'room',
    identity,
    source: 'microphone',
    track,
    startedAtNs,
    seconds: SECONDS,
  })
  for (const [key, body] of Object.entries(files)) {
    const path = join(bucket, key)
    await mkdir(dirname(path), { recursive: true })
    if (key.endsWith('.json')) await writeFile(path, body)
    else {
      const own = `anoisesrc=seed=${identity.charCodeAt(0)}:r=16000:d=80:a=0.03`
      const graph = `${talk(seed)}[a];${own}[b];[a][b]amix=normalize=0,atrim=${fromUs / 1e6}:${fromUs / 1e6 + SECONDS},asetpts=PTS-STARTPTS`
      const output = words('-c:a libopus -b:a 32k -ar 48000 -ac 1')
      await run('ffmpeg', ['-v', 'error', '-y', '-filter_complex', graph, ...output, path])
    }
  }
}

/** Makes the bucket and ingests it. */
export async function makeRoom(): Promise<MadeRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-align-'))
  const bucket = join(folder, 'bucket')
  await Promise.all([
    recordMicrophone(bucket, 'ann', { seed: 1, fromUs: 0 }),
    recordMicrophone(bucket, 'bob', { seed: 1, fromUs: BOB_LATER_US }),
    recordMicrophone(bucket, 'cleo', { seed: 2, fromUs: 3_000_000 }),
  ])
  const catalogPath = join(folder, 'catalog.duckdb')
  const catalog = await openCatalog(catalogPath, { create: true })
  await ingest({ catalog, uri: bucket })
  await catalog.close()
  return { folder, bucket, catalogPath }
}
