/**
 * What the list of findings shows, as text a link carries: `warning person:leo code:stall`. Values are escaped as in
 * a URL, so that they hold no blanks. Pure.
 */
import type { FindingView, SessionDetail } from '../../../core/protocol/session.ts'
import { findLane, SEVERITIES } from './findings.ts'

export interface FindingFilter {
  readonly severity?: FindingView['severity'] | undefined
  /** Identity. */
  readonly person?: string | undefined
  readonly code?: string | undefined
}

/** Reads a filter; words that are none are left out. */
export function parseFindingFilter(text: string): FindingFilter {
  const words = text.split(/\s+/)
  const valueOf = (name: string): string | undefined => {
    const word = words.find((one) => one.startsWith(`${name}:`))
    return word === undefined ? undefined : unescape(word.slice(name.length + 1))
  }
  return {
    severity: SEVERITIES.find((name) => words.includes(name)),
    person: valueOf('person'),
    code: valueOf('code'),
  }
}

const unescape = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const formatFindingFilter = ({ severity, person, code }: FindingFilter): string =>
  [
    severity,
    person === undefined ? undefined : `person:${encodeURIComponent(person)}`,
    code === undefined ? undefined : `code:${encodeURIComponent(code)}`,
  ]
    .filter((word) => word !== undefined)
    .join(' ')

/** Whose recording a finding is about; undefined where it is about none. */
export const personOf = (session: SessionDetail, finding: FindingView): string | undefined =>
  (findLane(session, finding.recordingId) ?? laneOfFile(session, finding))?.identity

const laneOfFile = (session: SessionDetail, { objectKey }: FindingView) =>
  objectKey === null
    ? undefined
    : session.lanes.find((lane) => lane.recordings.some((recording) => recording.objectKey === objectKey))

export const isFindingShown = (
  session: SessionDetail,
  finding: FindingView,
  { severity, person, code }: FindingFilter,
): boolean =>
  (severity === undefined || finding.severity === severity) &&
  (code === undefined || finding.code === code) &&
  (person === undefined || personOf(session, finding) === person)
