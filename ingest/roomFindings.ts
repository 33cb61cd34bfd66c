/** Who hears whom: recordings whose sound is in no other, and groups that share nothing. */
import { about, nameRecording } from './aboutRecording.ts'
import { mediaClock } from './edges/evidence.ts'
import type { MeasuredEdge } from './edges/measured.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import type { PlacedRecording, PlacedSession } from './placeRecordings.ts'

export function findRoomFindings(session: PlacedSession): StoredFinding[] {
  const compared = session.measured.filter(({ kind }) => kind === 'audio_match')
  if (!compared.some(({ found }) => found)) return []
  return [
    ...session.placed.flatMap((place) => findLoner(place, compared)),
    ...findTwoRooms(session, compared),
  ]
}

function findLoner(place: PlacedRecording, compared: readonly MeasuredEdge[]): StoredFinding[] {
  const { recording, isLinked, sigmaUs } = place
  const clock = mediaClock(recording.recordingId)
  const own = compared.filter(({ from, to }) => from === clock || to === clock)
  if (own.length === 0 || isLinked || own.some(({ found }) => found)) return []
  const message = `${nameRecording(recording)}: its sound was found in no other recording (${own.length} compared): a headset, another room, or silence; it is placed to ±${Math.round(sigmaUs / 1e3)} ms`
  const refusals = [...new Set(own.flatMap(({ refusal }) => refusal ?? []))].sort()
  const evidence = { compared: own.length, refusals, sigmaUs }
  return [createFinding({ ...about(recording), code: 'fits_no_other', message, evidence })]
}

interface Room {
  readonly clocks: ReadonlySet<string>
  readonly people: readonly string[]
  readonly recordings: number
}

function findTwoRooms(
  { sessionId, placed }: PlacedSession,
  compared: readonly MeasuredEdge[],
): StoredFinding[] {
  const [first, ...others] = listRooms(placed)
  if (!first) return []
  return others.flatMap((other) => {
    const between = compared.filter(
      ({ from, to }) =>
        (first.clocks.has(from) && other.clocks.has(to)) || (first.clocks.has(to) && other.clocks.has(from)),
    )
    if (between.length === 0) return []
    const message = `${describeRoom(first)} and ${describeRoom(other)} share no sound with each other (${between.length} pairs compared): two rooms, or two halves of a call`
    const evidence = { people: [first.people, other.people], compared: between.length }
    return createFinding({
      stage: 'place',
      code: 'two_rooms',
      subject: sessionId,
      sessionId,
      message,
      evidence,
    })
  })
}

/** Linked groups in which at least two people were heard, the largest first. */
function listRooms(placed: readonly PlacedRecording[]): Room[] {
  const groups = new Map<number, PlacedRecording[]>()
  for (const place of placed) {
    if (place.component === undefined) continue
    groups.set(place.component, [...(groups.get(place.component) ?? []), place])
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, members]) => ({
      clocks: new Set(members.map(({ recording }) => mediaClock(recording.recordingId))),
      people: [...new Set(members.map(({ recording }) => recording.identity))].sort(),
      recordings: members.length,
    }))
    .filter(({ people }) => people.length > 1)
}

const describeRoom = ({ people, recordings }: Room): string => {
  const named = people.slice(0, 3).join(', ')
  const rest = people.length > 3 ? ` and ${people.length - 3} more` : ''
  return `${named}${rest} (${recordings} recordings)`
}
