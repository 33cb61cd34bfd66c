/** What a rendition costs beside the ffmpeg program doing the same, and how fast the tables of packets are read. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRendition } from '../../core/media/makeRendition.ts'
import { formatPackets, parsePackets } from '../../core/protocol/index.ts'
import { RENDITION_LEVELS } from '../../core/protocol/rendition.ts'
import { run, words } from '../support/mediaJudge.ts'
import { quantile, type Report } from './report.ts'

const SECONDS = 30
const FPS = 30

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-renditions-'))
  try {
    const source = join(folder, 'source.mp4')
    const picture = `testsrc2=size=640x360:rate=${FPS}:duration=${SECONDS},noise=alls=6:allf=t`
    const h264 = words('-c:v libx264 -preset veryfast -profile:v baseline -b:v 700k -g 120')
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, ...h264, source])
    for (const level of ['180', '90'] as const) {
      const box = RENDITION_LEVELS[level]
      const out = join(folder, `${level}.mp4`)
      const before = process.cpuUsage()
      const { frames, sizeBytes } = await makeRendition(
        source,
        {
          streamIndex: 0,
          firstPtsUs: 0,
          endPtsUs: SECONDS * 1e6,
          rotation: 0,
          leastStepUs: 0,
          ...box,
          out,
          indexOut: join(folder, `${level}.idx`),
        },
        () => undefined,
      )
      const spent = process.cpuUsage(before)
      if (frames !== SECONDS * FPS) throw new Error(`${frames} frames, expected ${SECONDS * FPS}`)
      const perMinute = 60 / SECONDS
      report({
        what: `a minute of 360p at 30 fps to ${box.longPx}×${box.shortPx}`,
        value: ((spent.user + spent.system) / 1e6) * perMinute,
        unit: 'CPU s',
        baseline: { name: 'ffmpeg', value: (await timeFfmpeg(source, folder, box)) * perMinute },
      })
      report({ what: '  its size', value: (sizeBytes * 8) / 1000 / SECONDS, unit: 'kbit/s' })
    }
    benchTables(report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** CPU seconds, as ffmpeg itself says them. */
async function timeFfmpeg(
  source: string,
  folder: string,
  { longPx, shortPx }: { longPx: number; shortPx: number },
): Promise<number> {
  const scale = `scale=${longPx}:${shortPx}:flags=bilinear`
  const encoder = `-c:v libx264 -profile:v baseline -preset veryfast -crf 24 -bf 0 -g ${FPS} -threads 1`
  const ffmpeg = spawn('ffmpeg', [
    ...words('-y -benchmark -threads 1 -i'),
    source,
    ...words(`-vf ${scale} -fps_mode passthrough ${encoder}`),
    join(folder, `ffmpeg-${shortPx}.mp4`),
  ])
  let said = ''
  ffmpeg.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  await once(ffmpeg, 'close')
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(said) ?? []
  if (!user || !system) throw new Error(`ffmpeg said no times:\n${said.slice(-500)}`)
  return Number(user) + Number(system)
}

/** Eight hours of 30 frames a second. */
function benchTables(report: Report): void {
  const count = 8 * 3600 * FPS
  const ptsUs = Float64Array.from({ length: count }, (_, n) => Math.round((n * 1e6) / FPS))
  const durationUs = ptsUs.map((pts, n) => (ptsUs[n + 1] ?? pts + 33_333) - pts)
  const key = Uint8Array.from(ptsUs, (_, n) => Number(n % 120 === 0))
  const bytes = formatPackets({ ptsUs, durationUs, key })
  const times = Array.from({ length: 9 }, () => {
    const begun = performance.now()
    const table = parsePackets(bytes.buffer)
    if (table.ptsUs[count - 1] !== ptsUs[count - 1]) throw new Error('the table was not read as written')
    return performance.now() - begun
  })
  report({ what: 'the packet table of 8 h (goal 2)', value: bytes.length / 1e6, unit: 'MB' })
  report({ what: '  read (goal 50)', value: quantile(times, 0.5), unit: 'ms' })
}
