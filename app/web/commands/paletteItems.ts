/** What the palette offers for a query, best first, in groups. Pure: everything it may name is handed in. */
import { formatDay } from '../widgets/quantities.ts'
import { fold, rankMatch } from './match.ts'
import type { PaletteGroup, PaletteItem, PaletteSources } from './palette.types.ts'
import { momentItems } from './momentItems.ts'
import { annotationItems, findingItems, personItems, personsOfAll, roomMarkerItems } from './sessionItems.ts'

const LIMIT = 40
/** How many of each kind are shown before anything is typed. */
const FIRST = { lately: 6, people: 8, marks: 4, sessions: 5 }
/** Commands offered before anything is typed, where they are possible. */
const FIRST_COMMANDS = [
  'play.toggle',
  'segment.in',
  'segment.out',
  'segment.export',
  'marker.drop',
  'list.search',
  'list.ingest',
  'go.sessions',
  'go.health',
  'go.clocks',
  'go.query',
  'go.settings',
  'keys',
]

export function findItems(sources: PaletteSources): PaletteItem[] {
  const query = fold(sources.query)
  if (query === '') return firstItems(sources)
  const items = [...allItems(sources), ...findMarks(sources, query)]
  const recent = sources.recent ?? []
  const ranked = items.flatMap((item) => {
    const rank = rankItem(query, item)
    if (rank === undefined) return []
    const at = recent.indexOf(item.id)
    return [{ item, rank: rank - (at < 0 ? 0 : 0.5 - at / 100) }]
  })
  const found = ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item)
  return byGroup([...momentItems(sources), ...found]).slice(0, LIMIT)
}

/** Its label counts before the words beside it. */
function rankItem(query: string, item: PaletteItem): number | undefined {
  const label = rankMatch(query, fold(item.label))
  if (label !== undefined && label < 4) return label
  const beside = rankMatch(query, fold(`${item.label} ${item.note ?? ''} ${item.words ?? ''}`))
  if (beside === undefined) return label
  return Math.min(label ?? 9, Math.max(beside, 3) + 0.6)
}

/** The groups stand in the order of their best item. */
function byGroup(items: readonly PaletteItem[]): PaletteItem[] {
  const groups = [...new Set(items.map((item) => item.group))]
  return groups.flatMap((group) => items.filter((item) => item.group === group))
}

/** Before anything is typed: what was used lately, and what one mostly comes for. */
function firstItems(sources: PaletteSources): PaletteItem[] {
  const items = allItems(sources)
  const lately = (sources.recent ?? [])
    .flatMap((id) => items.find((item) => item.id === id) ?? [])
    .slice(0, FIRST.lately)
    .map((item): PaletteItem => ({ ...item, group: 'Lately' }))
  const isNew = (item: PaletteItem): boolean => !lately.some((other) => other.id === item.id)
  const of = (group: PaletteGroup): PaletteItem[] =>
    items.filter((item) => item.group === group && isNew(item))
  const commands = FIRST_COMMANDS.flatMap((id) => items.find((item) => item.id === id) ?? []).filter(isNew)
  return [
    ...lately,
    ...of('People').slice(0, FIRST.people),
    ...findMarks(sources, '').slice(0, FIRST.marks).filter(isNew),
    ...commands,
    ...of('Sessions').slice(0, FIRST.sessions),
  ]
}

const findMarks = ({ context, annotations }: PaletteSources, query: string): PaletteItem[] =>
  context.workbench
    ? [...annotationItems(context.workbench, annotations, query), ...roomMarkerItems(context.workbench)]
    : []

function allItems({ commands, context, sessions, zoneFor }: PaletteSources): PaletteItem[] {
  const { workbench, navigate } = context
  return [
    ...(workbench ? personItems(workbench) : personsOfAll(sessions, navigate)),
    ...commands
      .filter((command) => command.id !== 'palette' && (command.when?.(context) ?? true))
      .map((command): PaletteItem => ({
        id: command.id,
        group: 'Commands',
        label: command.name,
        note: command.group,
        keys: command.keys,
        run: () => command.run(context),
      })),
    ...(workbench ? findingItems(workbench) : []),
    ...sessions.map((session): PaletteItem => ({
      id: `session:${session.sessionId}`,
      group: 'Sessions',
      label: session.roomName,
      note: formatDay(session.epochWallUs, zoneFor?.(session.zone)),
      run: () => navigate(`/s/${encodeURIComponent(session.sessionId)}`),
    })),
  ]
}
