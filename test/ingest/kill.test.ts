import { fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { createRig, dumpTables, START_NS, trackFiles, unindexedMedia } from './rig.ts'

const CHILD = fileURLToPath(new URL('./ingestChild.ts', import.meta.url))
const KILLS = 10

/** Some hundred objects: several batches, logs, orphans, broken files, peaks and remuxes to be in the middle of. */
function describeBucket(): Record<string, string> {
  const files: Record<string, string> = { 'README.txt': 'x', 'broken/EG_b.json': '{"egress_id"' }
  for (let n = 0; n < 100; n++) {
    const track = {
      room: `room ${n % 7}`,
      roomId: `RM_${n % 7}`,
      identity: `p${n}`,
      startedAtNs: START_NS + BigInt(n) * 1_000_000_000n,
    }
    Object.assign(
      files,
      trackFiles({ ...track, source: n % 2 ? 'camera' : 'microphone', track: `T${n}`, seconds: 30 }),
    )
    files[`room ${n % 7}/RM_${n % 7}/p${n}/data.jsonl`] =
      `{"recv_ns":${track.startedAtNs},"sender":"p${n}","topic":"chat","payload":"hello ${n}"}\n`
    if (n % 10 === 0)
      files[`room ${n % 7}/RM_${n % 7}/p${n}/screen_share-TR_S${n}.webm`] = unindexedMedia({
        kind: 'video',
        seconds: 9,
      })
  }
  return files
}

/** Runs an ingest and kills it when it tells its nth message; true where it was killed before its end. */
async function ingestUntil(
  bucket: string,
  catalog: string,
  killAt: number,
): Promise<{ killed: boolean; told: string[] }> {
  const child = fork(CHILD, [bucket, catalog], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const told: string[] = []
  let stderr = ''
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)))
  child.on('message', (message) => {
    told.push(String(message))
    if (told.length === killAt) child.kill('SIGKILL')
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (...end) => resolve(end)),
  )
  if (signal !== 'SIGKILL') expect([code, stderr]).toEqual([0, ''])
  return { killed: signal === 'SIGKILL', told }
}

it(
  'an ingest killed at ten moments and then run to its end leaves the rows of an undisturbed one',
  { timeout: 180_000 },
  async () => {
    const rig = await createRig()
    await rig.put(describeBucket())
    await rig.ingest()
    const undisturbed = await rig.dump()

    const catalog = `${rig.folder}/killed.duckdb`
    const { told } = await ingestUntil(rig.bucket, `${rig.folder}/counted.duckdb`, Number.POSITIVE_INFINITY)
    let kills = 0
    for (let n = 0; n < KILLS; n++) {
      // A fresh catalog and one killed before take turns: dying early, late, and again while completing.
      if (n % 2 === 0) await rm(catalog, { force: true })
      const moment = 1 + Math.floor(((n + Math.random()) / KILLS) * told.length)
      if ((await ingestUntil(rig.bucket, catalog, moment)).killed) kills++
    }
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2)
    await ingestUntil(rig.bucket, catalog, Number.POSITIVE_INFINITY)
    const opened = await openCatalog(catalog)
    expect(await dumpTables(opened)).toEqual(undisturbed)
    await opened.close()
    await rig.close()
  },
)
