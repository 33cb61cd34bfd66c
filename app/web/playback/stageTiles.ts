/** Which tiles the stage has: each person's cameras, a figure for who is only heard, then what they share. */
import type { Lane, SessionDetail } from '../../../core/protocol/index.ts'
import { arrangeLanes, type WorkbenchView } from '../workbench/workbenchState.ts'

/** A person's own arrangement of the stage. */
export type Arrangement = Pick<WorkbenchView, 'hidden' | 'pinned' | 'order'>

export interface StageTile {
  /** Lane id; for who has no picture, the id of the audio lane. */
  readonly id: string
  readonly lane: Lane
  readonly name: string
  /** The name, and what of the person it is where that is not the camera. */
  readonly title: string
  /** Place in `SessionDetail.people`; −1 for nobody's lane. */
  readonly person: number
  readonly hasPicture: boolean
}

/** Returns the tiles in the order they are shown: pinned first, then as a person dragged them; hidden ones left out. */
export function listStageTiles(session: SessionDetail, arrangement: Arrangement): StageTile[] {
  const tiles = listAllTiles(session).map((tile) => ({ laneId: tile.id, tile }))
  return arrangeLanes(tiles, arrangement).map(({ tile }) => tile)
}

function listAllTiles(session: SessionDetail): StageTile[] {
  const known = new Set(session.people.map((person) => person.identity))
  const strangers = session.lanes.filter((lane) => !known.has(lane.identity)).map((lane) => lane.identity)
  const people = [
    ...session.people,
    ...[...new Set(strangers)].map((identity) => ({ identity, name: identity })),
  ]
  const tiles = people.flatMap(({ identity, name }, place) => {
    const person = place < session.people.length ? place : -1
    const theirs = session.lanes.filter((lane) => lane.identity === identity)
    const videos = theirs.filter((lane) => lane.kind === 'video')
    const pictured = videos.length > 0 ? videos : theirs.slice(0, 1)
    return pictured.map((lane) => ({
      id: lane.laneId,
      lane,
      name: name || identity,
      title: lane.source === 'screen_share' ? `Screen · ${name || identity}` : name || identity,
      person,
      hasPicture: lane.kind === 'video',
    }))
  })
  const isOwn = ({ lane }: StageTile): boolean => lane.source === 'camera' || lane.kind === 'audio'
  return [...tiles.filter(isOwn), ...tiles.filter((tile) => !isOwn(tile))]
}

/** Up to two initials of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(Boolean)
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return ends.map((word) => [...word][0]!.toUpperCase()).join('')
}
