/** A certificate's numbers in words, the same on paper, in a terminal and on the page. */
import type { CertifiedRecording } from '../protocol/index.ts'
import { formatTime } from '../time/index.ts'

/** A length of time: `0.4 ms`, `12 ms`, `1.5 s`, `3 min`. */
export function formatSpan(us: number): string {
  const size = Math.abs(us)
  const sign = us < 0 ? '−' : ''
  if (size < 9950) return `${sign}${Number((size / 1e3).toFixed(1))} ms`
  if (size < 999_500) return `${sign}${Math.round(size / 1e3)} ms`
  if (size < 99.5e6) return `${sign}${Number((size / 1e6).toFixed(size < 9.95e6 ? 2 : 1))} s`
  return `${sign}${Math.round(size / 60e6)} min`
}

export const formatShift = (us: number): string => (us > 0 ? `+${formatSpan(us)}` : formatSpan(us))

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(digits)}`

export const formatDrift = ({
  driftPpm,
  driftSigmaPpm,
}: Pick<CertifiedRecording, 'driftPpm' | 'driftSigmaPpm'>): string =>
  driftSigmaPpm === null ? 'not measured' : `${signed(driftPpm, 2)} ± ${driftSigmaPpm.toFixed(2)}`

const SOURCES: Readonly<Record<string, string>> = {
  screen_share: 'screen',
  screen_share_audio: 'screen sound',
  composite: 'room picture',
  composite_audio: 'room sound',
}

const nameBase = ({ name, person, source, kind }: CertifiedRecording): string =>
  `${name || person} · ${SOURCES[source] ?? (source === 'unknown' ? kind : source)}`

/** `Mia · camera`; a recording whose source another has too gets its number, by start. */
export function nameRecordings(recordings: readonly CertifiedRecording[]): ReadonlyMap<string, string> {
  const seen = new Map<string, number>()
  return new Map(
    recordings.map((one) => {
      const plain = nameBase(one)
      const number = (seen.get(plain) ?? 0) + 1
      seen.set(plain, number)
      const isAlone = recordings.filter((other) => nameBase(other) === plain).length === 1
      return [one.recordingId, isAlone ? plain : `${plain} ${number}`]
    }),
  )
}

const KINDS: Readonly<Record<string, string>> = {
  egress_info: 'EgressInfo',
  manifest_a: 'manifest',
  manifest_interval: 'manifest',
  sibling_track: 'same person’s track',
  path_time: 'time in the path',
  modified_time: 'upload time',
  local_recorder: 'local recorder',
  capture_times: 'capture times',
  clock_exchange: 'clock exchange',
  report_arrivals: 'arrivals of reports',
  audio_match: 'sound',
  clap: 'clap or flash',
  time_code: 'time code',
  log_envelope: 'log times',
  log_echo: 'log events',
  same_device: 'same device',
  mark: 'mark by hand',
  correction: 'moved by hand',
}

export const nameKind = (kind: string): string => KINDS[kind] ?? kind.replaceAll('_', ' ')

/** `sound × 5 (1 disagrees), EgressInfo`. */
export const formatEvidence = (evidence: CertifiedRecording['evidence']): string =>
  evidence
    .map(({ kind, count, disagree }) => {
      const times = count > 1 ? ` ×\u00A0${count}` : ''
      const against = disagree === 0 ? '' : ` (${disagree} ${disagree === 1 ? 'disagrees' : 'disagree'})`
      return `${nameKind(kind)}${times}${against}`
    })
    .join(', ') || 'none'

/** `stall of 342 ms (± 4 ms) at 0:16:02.120`. */
export const formatStep = ({ byUs, sigmaUs, atUs }: CertifiedRecording['steps'][number]): string =>
  `${byUs > 0 ? 'stall of' : 'clock set back by'} ${formatSpan(Math.abs(byUs))} (± ${formatSpan(sigmaUs)}) at ${formatTime(atUs)}`

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** `2026-11-21 16:43:55 UTC` of an ISO time. */
export const formatDay = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`
