/**
 * Annotations as a file for other programs: CSV (RFC 4180), JSONL (the same columns, exact), WebVTT (cues).
 *
 * Times are session time in seconds with six digits, which are exact, and UTC. WebVTT is lossy: milliseconds, no time
 * before 0, a point lasts a second.
 */
import type { Annotation, AnnotationSet } from '../core/protocol/index.ts'

export type AnnotationFormat = 'csv' | 'vtt' | 'jsonl'

export interface AnnotationContext {
  readonly sessionId: string
  /** Session time 0, µs since 1970. */
  readonly epochUs: number
  /** Track of each recording. */
  readonly trackIds: ReadonlyMap<string, string>
}

const COLUMNS = [
  'session',
  'tier',
  'subject',
  'track_ids',
  'start_s',
  'end_s',
  'start_utc',
  'end_utc',
  'label',
  'text',
  'author',
  'source',
  'created_utc',
  'recording',
  'start_media_s',
  'end_media_s',
  'clock_version',
  'id',
] as const

type AnnotationLine = Record<(typeof COLUMNS)[number], string | number | readonly string[] | null>

/** Formats a whole file, rows by time. */
export function formatAnnotations(
  set: AnnotationSet,
  format: AnnotationFormat,
  context: AnnotationContext,
): string {
  const tiers = new Map(set.tiers.map((tier) => [tier.tierId, tier]))
  const describe = (annotation: Annotation): AnnotationLine => {
    const tier = annotation.tierId === null ? undefined : tiers.get(annotation.tierId)
    return describeAnnotation(annotation, tier, { ...context, clockVersion: set.clockVersion })
  }
  if (format === 'jsonl') return set.annotations.map((one) => `${JSON.stringify(describe(one))}\n`).join('')
  if (format === 'vtt')
    return formatVtt(set.annotations.map((one) => ({ annotation: one, line: describe(one) })))
  const lines = set.annotations.map(describe)
  return [COLUMNS.join(','), ...lines.map(formatCsvLine), ''].join('\r\n')
}

function describeAnnotation(
  annotation: Annotation,
  tier: AnnotationSet['tiers'][number] | undefined,
  context: AnnotationContext & { readonly clockVersion: string },
): AnnotationLine {
  const { anchor } = annotation
  const trackId = anchor.recordingId === null ? undefined : context.trackIds.get(anchor.recordingId)
  return {
    session: context.sessionId,
    tier: tier?.name ?? null,
    subject: tier?.identity ?? anchor.identity,
    track_ids: trackId === undefined ? [] : [trackId],
    start_s: annotation.startUs / 1e6,
    end_s: annotation.endUs / 1e6,
    start_utc: formatUtcMicros(context.epochUs + annotation.startUs),
    end_utc: formatUtcMicros(context.epochUs + annotation.endUs),
    label: annotation.label,
    text: annotation.body,
    author: annotation.author,
    source: 'manual',
    created_utc: formatUtcMicros(annotation.createdWallUs),
    recording: anchor.recordingId,
    start_media_s: anchor.startMediaUs === null ? null : anchor.startMediaUs / 1e6,
    end_media_s: anchor.endMediaUs === null ? null : anchor.endMediaUs / 1e6,
    clock_version: context.clockVersion,
    id: annotation.annotationId,
  }
}

const formatCsvLine = (line: AnnotationLine): string =>
  COLUMNS.map((name) => {
    const value = line[name]
    if (value === null) return ''
    if (typeof value === 'number') return value.toFixed(6)
    return quote(typeof value === 'string' ? value : value.join(';'))
  }).join(',')

const quote = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)

const POINT_US = 1_000_000

function formatVtt(rows: readonly { annotation: Annotation; line: AnnotationLine }[]): string {
  const cues = rows.map(({ annotation, line }) => {
    const { startUs, endUs, label, body } = annotation
    const end = endUs > startUs ? Math.max(endUs, startUs + 1000) : startUs + POINT_US
    const text = escapeCue([label, body].filter((part) => part !== '').join('\n')) || '·'
    const subject = typeof line.subject === 'string' ? line.subject : undefined
    const voice = subject === undefined ? '' : `<v ${escapeCue(subject).replaceAll('\n', ' ')}>`
    return `${annotation.annotationId.replaceAll('-->', '')}\n${formatCueTime(startUs)} --> ${formatCueTime(end)}\n${voice}${text}\n`
  })
  return ['WEBVTT\n', 'NOTE Times are session time; a point lasts a second.\n', ...cues].join('\n')
}

/** A blank line would end the cue, an arrow begin another. */
const escapeCue = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n\s*\n/g, '\n')
    .trim()

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

function formatCueTime(us: number): string {
  const ms = Math.max(0, Math.round(us / 1e3))
  const seconds = Math.floor(ms / 1e3)
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(ms % 1e3, 3)}`
}

function formatUtcMicros(wallUs: number): string {
  const seconds = Math.floor(wallUs / 1e6)
  const head = new Date(seconds * 1e3).toISOString().slice(0, 19)
  return `${head}.${String(wallUs - seconds * 1e6).padStart(6, '0')}Z`
}
