/** A job's progress in words: `· 12,416 of 18,220 objects · 640 a second · 9 s left · 3 findings so far`. */
import type { Job } from '../../../core/protocol/jobs.ts'
import { formatCount } from '../widgets/quantities.ts'

export function describeJob({
  state,
  progress,
  message,
}: Pick<Job, 'state' | 'progress' | 'message'>): string {
  if (state === 'waiting') return '· waiting for its turn'
  if (!progress) return message === null ? '· starting' : `· ${message}`
  const { stage, done, total, perSecond, secondsLeft, findings } = progress
  const parts = [
    total === null
      ? `${stage}: ${formatCount(done)}`
      : `${stage}: ${formatCount(done)} of ${formatCount(total)}`,
    perSecond !== null && perSecond > 0 ? `${formatRate(perSecond)} a second` : '',
    secondsLeft === null ? '' : `${formatLeft(secondsLeft)} left`,
    findings ? `${formatCount(findings)} ${findings === 1 ? 'finding' : 'findings'} so far` : '',
  ]
  return `· ${parts.filter(Boolean).join(' · ')}`
}

const formatRate = (rate: number): string => (rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate)))

/** Seconds as a person waits: `9 s`, `4 min`, `2 h 5 min`. */
export function formatLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
