/** What the palette can name in the open session: people, findings, markers and annotations. Pure. */
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import type { WorkbenchActions } from './command.ts'
import { fold, rankMatch } from './match.ts'
import type { PaletteItem } from './palette.types.ts'

/** A person's picture is made large; where there is none, their rows of the timeline are shown alone. */
export const personItems = ({ session, store }: WorkbenchActions): PaletteItem[] =>
  session.people.map((person, index) => {
    const lane = session.lanes.find((entry) => entry.identity === person.identity && entry.kind === 'video')
    return {
      id: `person:${person.identity}`,
      group: 'People',
      label: person.name,
      note: person.withheld ? 'withheld' : lane ? 'focus' : 'no picture: show their lanes',
      words: person.identity,
      person: index,
      run: () => {
        if (lane) store.getState().setFocus(lane.laneId)
        else store.getState().setLaneFilter(person.name)
      },
    }
  })

/** People over all sessions: the list is searched for them. */
export function personsOfAll(
  sessions: readonly SessionSummary[],
  navigate: (to: string) => void,
): PaletteItem[] {
  const counts = new Map<string, number>()
  for (const { coverage } of sessions)
    for (const identity of new Set(coverage.map((line) => line.identity)))
      counts.set(identity, (counts.get(identity) ?? 0) + 1)
  return [...counts].map(([identity, count]) => ({
    id: `person:${identity}`,
    group: 'People',
    label: identity,
    note: count === 1 ? '1 session' : `${count} sessions`,
    run: () => navigate(`/?${new URLSearchParams({ q: identity }).toString()}`),
  }))
}

export const findingItems = ({ session, store }: WorkbenchActions): PaletteItem[] =>
  session.findingList.map((finding) => ({
    id: `finding:${finding.findingId}`,
    group: 'Findings',
    label: finding.message,
    note: finding.accepted ? 'accepted' : finding.severity,
    words: finding.code,
    run: () => store.getState().setTab('findings'),
  }))

/** What whoever watched the room marked, from its journal: read only, to go there. */
export const roomMarkerItems = ({ session, player }: WorkbenchActions): PaletteItem[] =>
  (session.roomEvents ?? [])
    .filter(({ event }) => event === 'marker')
    .map(({ tUs, words }, index) => ({
      id: `room-marker:${index}`,
      group: 'Markers and annotations',
      label: words,
      note: `room event · ${formatTime(tUs, 0)}`,
      run: () => player.seek(tUs),
    }))

/** More than this of one kind is no list to choose from. */
const MOST_MARKS = 12
const foldedLabels = new WeakMap<AnnotationSet, readonly string[]>()

function readLabels(set: AnnotationSet): readonly string[] {
  let labels = foldedLabels.get(set)
  if (!labels) {
    const tiers = new Map(set.tiers.map((tier) => [tier.tierId, tier.name]))
    labels = set.annotations.map(({ label, body, tierId }) =>
      fold(`${label} ${body} ${tierId === null ? 'marker' : (tiers.get(tierId) ?? '')}`),
    )
    foldedLabels.set(set, labels)
  }
  return labels
}

/** Markers and annotations whose words fit the folded query, at most a dozen; for none, markers in order. */
export function annotationItems(
  { player, store }: WorkbenchActions,
  set: AnnotationSet | undefined,
  query: string,
): PaletteItem[] {
  if (!set) return []
  const labels = readLabels(set)
  const tiers = new Map(set.tiers.map((tier) => [tier.tierId, tier.name]))
  // A hundred thousand labels are passed over by the longest word before they are looked at in full.
  const longest = query.split(/\s+/).reduce((a, b) => (b.length > a.length ? b : a), '')
  const found: Annotation[] = []
  for (const [index, annotation] of set.annotations.entries()) {
    if (found.length === MOST_MARKS) break
    const isWanted =
      query === ''
        ? annotation.tierId === null
        : labels[index]!.includes(longest) && rankMatch(query, labels[index]!) !== undefined
    if (isWanted) found.push(annotation)
  }
  return found.map((annotation) => ({
    id: `annotation:${annotation.annotationId}`,
    group: 'Markers and annotations',
    label: annotation.label || (annotation.tierId === null ? 'Marker' : 'Annotation'),
    note: `${tiers.get(annotation.tierId ?? '') ?? 'marker'} · ${formatTime(annotation.startUs, 0)}`,
    words: annotation.body,
    run: () => {
      store.getState().setAnnotation(annotation.annotationId)
      player.seek(annotation.startUs)
    },
  }))
}
