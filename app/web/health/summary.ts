/** The few numbers a person looks at first, each with a word about what is behind it. Pure. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { spanLength } from '../../../core/time/span.ts'
import { formatSigma, worstSync } from '../timeline/sync.ts'
import { playableSpans } from './coverageMatrix.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  readonly note: string
  /** `warn`: worth a look; the words say it too. */
  readonly tone: 'good' | 'warn' | 'plain'
}

export function summarise(session: SessionDetail): Fact[] {
  const { grade, sigmaUs, unplaced } = worstSync(session.lanes)
  const recordings = session.lanes.reduce((sum, lane) => sum + lane.recordings.length, 0)
  const open = session.findingList.filter(({ severity, accepted }) => severity !== 'info' && !accepted)
  const accepted = session.findingList.filter((finding) => finding.accepted !== null).length
  const notes = session.findingList.filter(
    (finding) => finding.severity === 'info' && !finding.accepted,
  ).length
  const corrected = session.lanes
    .flatMap((lane) => lane.recordings)
    .filter(({ placement }) => placement !== null && placement.correctionUs !== 0).length
  return [
    {
      name: 'Placed',
      value: `${recordings - unplaced} of ${recordings}`,
      note: [unplaced > 0 && `${unplaced} not placed`, corrected > 0 && `${corrected} moved by hand`]
        .filter(Boolean)
        .join(', '),
      tone: unplaced > 0 ? 'warn' : 'good',
    },
    {
      name: 'Worst placement',
      value: grade === undefined ? 'none' : `${grade} ${formatSigma(sigmaUs)}`,
      note: grade === 'C' ? 'look before you trust it' : '',
      tone: grade === 'A' ? 'good' : grade === 'B' || recordings === 0 ? 'plain' : 'warn',
    },
    {
      name: 'Recorded',
      value: formatShare(coveredShare(session)),
      note: 'of every track’s time',
      tone: 'plain',
    },
    {
      name: 'To look at',
      value: open.length === 0 ? 'nothing' : String(open.length),
      note: [notes > 0 && count(notes, 'note'), accepted > 0 && `${accepted} accepted`]
        .filter(Boolean)
        .join(', '),
      tone: open.length > 0 ? 'warn' : 'good',
    },
  ]
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

/** The mean of what each lane covers of the session, 0 to 1. */
function coveredShare({ lanes, durationUs }: SessionDetail): number {
  if (lanes.length === 0 || durationUs <= 0) return 0
  const covered = lanes.flatMap(playableSpans).reduce((sum, span) => sum + spanLength(span), 0)
  return Math.min(1, covered / (lanes.length * durationUs))
}

/** `98 %`; what is not all is never said to be 100 %, what is not nothing never 0 %. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100)
  if (percent === 100 && share < 0.9995) return '>99 %'
  if (percent === 0 && share > 0) return '<1 %'
  return `${percent} %`
}
