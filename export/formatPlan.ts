/** A plan as people read it on a terminal. */
import type { ExportPlan } from '../core/protocol/index.ts'
import { formatTime } from '../core/time/index.ts'

export function formatPlan(plan: ExportPlan): string {
  const lines = [
    `${plan.sessionId}  ${formatTime(plan.fromUs)} – ${formatTime(plan.toUs)}  →  ${plan.folderName}/`,
  ]
  for (const clip of plan.clips) {
    const frames = clip.frames === null ? '' : `  ${clip.frames} frames`
    const size = `  ~${formatBytes(clip.estimatedBytes)}`
    const sigma = `  ±${formatMs(clip.sigmaUs)} (${clip.grade})`
    lines.push(
      `  ${clip.fileName}  ${formatTime(clip.trueStartUs)} – ${formatTime(clip.trueEndUs)}${frames}${size}${sigma}`,
    )
    lines.push(`    ${clip.method}`)
    for (const gap of clip.gaps)
      lines.push(`    nothing from ${formatTime(gap.startUs)} to ${formatTime(gap.endUs)}`)
    if (clip.earlyUs !== undefined) {
      const off = `${formatMs(Math.abs(clip.earlyUs))} ${clip.earlyUs > 0 ? 'early' : 'late'}`
      lines.push(`    it keeps its recording's own rate: its end stands ${off}`)
    }
    for (const { atUs, byUs, sigmaUs } of clip.steps ?? []) {
      const what = byUs > 0 ? 'its capture stalled' : 'its clock was set back'
      lines.push(`    ${what} by ${formatMs(Math.abs(byUs))} (±${formatMs(sigmaUs)}) at ${formatTime(atUs)}`)
    }
  }
  lines.push(`  ${plan.logRows} log ${plan.logRows === 1 ? 'row' : 'rows'}`)
  for (const { identity, source, reason } of plan.omissions)
    lines.push(`  left out: ${identity}/${source}: ${reason}`)
  return `${lines.join('\n')}\n`
}

const formatMs = (us: number): string =>
  us < 10_000 ? `${(us / 1e3).toFixed(1)} ms` : `${Math.round(us / 1e3)} ms`

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}
