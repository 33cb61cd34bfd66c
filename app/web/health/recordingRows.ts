/** Every recording of a session as a row of the health table: what is shown, how it sorts, what a filter keeps. Pure. */
import type { FindingView, Lane, RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { formatSource } from '../timeline/source.ts'

export interface RecordingRow {
  readonly recording: RecordingView
  readonly lane: Lane
  readonly name: string
  /** Index in SessionDetail.people, for the colour. */
  readonly person: number
  readonly source: string
  readonly findings: readonly FindingView[]
  /** Warnings and errors that nobody accepted. */
  readonly concerns: number
}

export const SORT_KEYS = ['person', 'start', 'length', 'sigma', 'findings', 'size'] as const
export type SortKey = (typeof SORT_KEYS)[number]

export const SHOWN = ['all', 'concerns', 'rough', 'unplaced', 'corrected'] as const
export type Shown = (typeof SHOWN)[number]

export function listRows(session: SessionDetail): RecordingRow[] {
  const order = session.people.map((person) => person.identity)
  return session.lanes.flatMap((lane) =>
    lane.recordings.map((recording) => {
      const person = order.indexOf(lane.identity)
      const findings = findingsAbout(session, recording)
      return {
        recording,
        lane,
        person,
        name: session.people[person]?.name ?? lane.identity,
        source: formatSource(lane.source),
        findings,
        concerns: findings.filter(({ severity, accepted }) => severity !== 'info' && !accepted).length,
      }
    }),
  )
}

/** What was found of a recording, or of the file it is in. */
export const findingsAbout = (session: SessionDetail, recording: RecordingView): FindingView[] =>
  session.findingList.filter(
    ({ recordingId, objectKey }) =>
      recordingId === recording.recordingId || (recordingId === null && objectKey === recording.objectKey),
  )

/** What was found of none of the recordings: of a log, of JSON without media, of the whole. */
export const findingsApart = (session: SessionDetail): FindingView[] => {
  const about = new Set(listRows(session).flatMap((row) => row.findings))
  return session.findingList.filter((finding) => !about.has(finding))
}

export function isShown({ recording, concerns }: RecordingRow, shown: Shown): boolean {
  switch (shown) {
    case 'all':
      return true
    case 'concerns':
      return concerns > 0
    case 'rough':
      return recording.placement?.grade === 'C'
    case 'unplaced':
      return recording.placement === null
    case 'corrected':
      return recording.placement !== null && recording.placement.correctionUs !== 0
  }
}

/** Whether each word occurs in the person, the source, the key, the ids or a finding. */
export function isFound({ recording, lane, name, source, findings }: RecordingRow, words: string): boolean {
  const text = [
    name,
    lane.identity,
    source,
    recording.objectKey,
    recording.trackId,
    recording.egressId,
    recording.recordingId,
    ...findings.flatMap((finding) => [finding.code, finding.message]),
  ]
    .join(' ')
    .toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

const VALUES: Record<SortKey, (row: RecordingRow) => number> = {
  person: ({ person }) => person,
  start: ({ recording }) => recording.placement?.startUs ?? Infinity,
  length: ({ recording }) => recording.endPtsUs - recording.firstPtsUs,
  sigma: ({ recording }) => recording.placement?.sigmaUs ?? Infinity,
  findings: ({ concerns, findings }) => concerns * 1e6 + findings.length,
  size: ({ recording }) => recording.sizeBytes,
}

/** Stable: rows that are alike stay in the order of the lanes. */
export function sortRows(rows: readonly RecordingRow[], key: SortKey, descending: boolean): RecordingRow[] {
  const value = VALUES[key]
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [first, second] = [value(a), value(b)]
    return first === second ? 0 : first < second ? -sign : sign
  })
}
