/** A file's packets by ffprobe: the judge's own list, made by none of our code. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { PacketTable } from '../../../core/protocol/index.ts'
import { findProgram } from '../../../cli/machine.mjs'

const run = promisify(execFile)

const read = new Map<string, Promise<PacketTable>>()

/** The first stream of a kind, in presentation order; a file is asked for once a run. */
export function readPackets(path: string, kind: 'v' | 'a' = 'v'): Promise<PacketTable> {
  const name = `${kind} ${path}`
  const packets = read.get(name) ?? probePackets(path, kind)
  read.set(name, packets)
  return packets
}

async function probePackets(path: string, kind: 'v' | 'a'): Promise<PacketTable> {
  const ffprobe = findProgram('ffprobe')
  if (!ffprobe) throw new Error('no ffprobe found: run npm test once, it installs what is missing')
  const entries = 'packet=pts_time,duration_time,flags'
  const args = [
    '-v',
    'error',
    '-select_streams',
    `${kind}:0`,
    '-show_entries',
    entries,
    '-of',
    'csv=p=0',
    path,
  ]
  const { stdout } = await run(ffprobe, args, { maxBuffer: 1 << 28 })
  const packets = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(','))
    .map(([pts, duration, flags]) => ({
      ptsUs: Math.round(Number(pts) * 1e6),
      durationUs: Math.round((Number(duration) || 0) * 1e6),
      key: flags!.startsWith('K') ? 1 : 0,
    }))
    .sort((a, b) => a.ptsUs - b.ptsUs)
  return {
    ptsUs: Float64Array.from(packets, ({ ptsUs }) => ptsUs),
    durationUs: Float64Array.from(packets, ({ durationUs }) => durationUs),
    key: Uint8Array.from(packets, ({ key }) => key),
  }
}
