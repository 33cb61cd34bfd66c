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
    describeStage(stage, done, total),
    perSecond !== null && perSecond > 0 ? `${formatRate(perSecond)} a second` : '',
    secondsLeft === null ? '' : `${formatLeft(secondsLeft)} left`,
    findings ? `${formatCount(findings)} ${findings === 1 ? 'finding' : 'findings'} so far` : '',
  ]
  return `· ${parts.filter(Boolean).join(' · ')}`
}

/** An ingest's stages in words; the others have names that are words. */
function describeStage(stage: string, done: number, total: number | null): string {
  const count = total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`
  if (stage === 'discover') return `looking: ${count} objects`
  if (stage === 'read') return `${count} objects read`
  if (stage === 'form') return 'putting the sessions together'
  if (stage === 'derive') return `${count} recordings prepared for playing`
  return `${stage}: ${count}`
}

const named = (value: number, one: string): string => `${formatCount(value)} ${value === 1 ? one : `${one}s`}`

/** What an ingest or the demo came to: `2 sessions · 41 objects, 12 of them new · 3 findings · in 2.1 s`. */
export function describeResult({ result, findings }: Pick<Job, 'result' | 'findings'>): string {
  const count = (name: string): number => Number(result?.[name] ?? 0)
  const fresh = count('added') + count('changed')
  const parts = [
    named(count('sessions'), 'session'),
    fresh === 0 && count('vanished') === 0
      ? `${named(count('objects'), 'object')}, nothing new`
      : `${named(count('objects'), 'object')}, ${formatCount(fresh)} new or changed`,
    findings > 0 ? named(findings, 'new finding') : '',
    count('ms') > 0 ? `in ${formatSeconds(count('ms') / 1000)}` : '',
  ]
  return parts.filter(Boolean).join(' · ')
}

const formatSeconds = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)} s` : formatLeft(seconds)

const formatRate = (rate: number): string => (rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate)))

/** Seconds as a person waits: `9 s`, `4 min`, `2 h 5 min`. */
export function formatLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
