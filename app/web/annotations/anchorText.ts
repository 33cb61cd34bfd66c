/** What an annotation is fixed to, in words: whose recording, where in the file, what the alignment did since. Pure. */
import type { Annotation } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatSource } from '../timeline/source.ts'
import { formatShift } from '../widgets/quantities.ts'

/** Returns e.g. `on Leo’s camera, 0:11:24.366 of the file; moved +500 ms by re-alignment since`. */
export function describeAnchor(
  { anchor }: Pick<Annotation, 'anchor'>,
  people: SessionDetail['people'],
): string {
  const { recordingId, identity, source, startMediaUs, movedUs, isPlaced } = anchor
  if (!isPlaced)
    return `not placed any more: ${recordingId === null ? 'its recording is gone' : `${nameFile(anchor, people)} is gone or unplaced`}; the times are those it was made with`
  if (recordingId === null || startMediaUs === null)
    return 'on the session’s own clock: no recording was placed here'
  const moved = movedUs === 0 ? '' : `; moved ${formatShift(movedUs)} by re-alignment since`
  const where = identity === null || source === null ? 'in its recording' : `on ${nameFile(anchor, people)}`
  return `${where}, ${formatTime(startMediaUs)} of the file${moved}`
}

const nameFile = ({ identity, source }: Annotation['anchor'], people: SessionDetail['people']): string => {
  const name = people.find((person) => person.identity === identity)?.name ?? identity ?? 'somebody'
  return `${name}’s ${formatSource(source ?? 'unknown')}`
}
