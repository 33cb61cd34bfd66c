/** Each recording of a certificate: where it lies and how well that is known, what its file is, why it is not better. */
import type { CertifiedRecording, IssuedCertificate } from '../protocol/index.ts'
import { formatTime } from '../time/index.ts'
import type { Block } from './document.ts'
import { formatDrift, formatEvidence, formatShift, formatSpan, formatStep } from './words.ts'

type Names = ReadonlyMap<string, string>

export function describeRecordings({ recordings }: IssuedCertificate, names: Names): Block[] {
  const name = ({ recordingId }: CertifiedRecording): string => names.get(recordingId)!
  const steps = recordings.flatMap((one) => one.steps.map((step) => `${name(one)}: ${formatStep(step)}`))
  const lacking = recordings.filter(({ lacks }) => lacks !== null)
  return [
    { kind: 'heading', text: 'Recordings' },
    {
      kind: 'table',
      name: 'Recordings',
      columns: [
        { name: 'Recording' },
        { name: 'From – to' },
        { name: 'Grade' },
        { name: '± σ', right: true },
        { name: 'Against' },
        { name: 'Drift, ppm', right: true },
        { name: 'Steps', right: true },
        { name: 'Residual p50 / p95', right: true },
        { name: 'Evidence' },
      ],
      rows: recordings.map((one) => [
        name(one),
        one.span ? `${formatTime(one.span.startUs)} – ${formatTime(one.span.endUs)}` : 'not placed',
        one.grade ?? '–',
        one.sigmaUs === null ? '' : formatSpan(one.sigmaUs),
        one.grade === null ? '' : against(one.group),
        one.grade === null ? '' : formatDrift(one),
        one.steps.length === 0 ? '' : String(one.steps.length),
        one.residualP50Us === null || one.residualP95Us === null
          ? ''
          : `${formatSpan(one.residualP50Us)} / ${formatSpan(one.residualP95Us)}`,
        formatEvidence(one.evidence),
      ]),
    },
    ...(steps.length === 0
      ? []
      : [
          { kind: 'heading', text: 'Steps' } as const,
          {
            kind: 'paragraph',
            text: 'Here a recording jumps although its file goes on without a hole; its map has a piece before and one after.',
          } as const,
          { kind: 'list', items: steps } as const,
        ]),
    ...(lacking.length === 0
      ? []
      : [
          { kind: 'heading', text: 'Unplaced, or not aligned, and why' } as const,
          { kind: 'list', items: lacking.map((one) => `${name(one)}: ${one.lacks}`) } as const,
        ]),
    { kind: 'heading', text: 'Files' },
    { kind: 'paragraph', text: `Keys in ${listSources(recordings)}.` },
    {
      kind: 'table',
      name: 'Files',
      columns: [
        { name: 'Recording' },
        { name: 'Key', code: true },
        { name: 'Bytes', right: true },
        { name: 'ETag', code: true },
        { name: 'File says it began' },
        { name: 'Placed later by', right: true },
      ],
      rows: recordings.map((one) => [
        name(one),
        one.file.streamIndex === 0 ? one.file.key : `${one.file.key} (stream ${one.file.streamIndex})`,
        String(one.file.sizeBytes),
        one.file.etag,
        one.stated ? `${one.stated.startUtc.slice(11, 23)} (${one.stated.by})` : '',
        one.stated?.placedLaterUs == null ? '' : formatShift(one.stated.placedLaterUs),
      ]),
    },
  ]
}

const listSources = (recordings: readonly CertifiedRecording[]): string =>
  [...new Set(recordings.map(({ file }) => file.source))]
    .map((source) => (source === 'folder' ? 'a folder' : source))
    .join(', ') || 'no bucket'

const against = (group: number | null): string =>
  group === null ? 'UTC' : group === 0 ? 'main' : `group ${group + 1}`
