/** A clip in words: how its true cut differs from the segment, and its gaps. */
import type { ExportPlan } from '../../../core/protocol/jobs.ts'
import { formatCount, formatShift, formatSpan } from '../widgets/quantities.ts'
import { cutShifts, type PlannedClip } from './exportParts.ts'

export function describeCut(clip: PlannedClip, plan: Pick<ExportPlan, 'fromUs' | 'toUs'>): string {
  const { startUs, endUs } = cutShifts(clip, plan)
  const gapUs = clip.gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0)
  const parts = [
    clip.frames === null ? '' : `${formatCount(clip.frames)} frames`,
    startUs === 0 && endUs === 0 ? 'exactly the segment' : '',
    startUs === 0 ? '' : `${formatShift(startUs)} at the start`,
    endUs === 0 ? '' : `${formatShift(endUs)} at the end`,
    clip.gaps.length === 0
      ? ''
      : `${clip.gaps.length} ${clip.gaps.length === 1 ? 'gap' : 'gaps'} of ${formatSpan(gapUs)}`,
    clip.earlyUs === undefined
      ? ''
      : `drifts to ${formatSpan(Math.abs(clip.earlyUs))} ${clip.earlyUs > 0 ? 'early' : 'late'}`,
    ...(clip.steps ?? []).map(({ byUs }) =>
      byUs > 0 ? `a stall of ${formatSpan(byUs)}` : `set back by ${formatSpan(-byUs)}`,
    ),
  ]
  return parts.filter(Boolean).join(' · ')
}

export const asGrade = (grade: string): 'A' | 'B' | 'C' | null =>
  grade === 'A' || grade === 'B' || grade === 'C' ? grade : null
