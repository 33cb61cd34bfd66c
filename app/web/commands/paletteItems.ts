/** What the palette offers for a query: times first, then commands, people, sessions and findings. Pure. */
import type { SessionDetail, SessionSummary } from '../../../core/protocol/session.ts'
import { formatTime, parseTime } from '../../../core/time/format.ts'
import { formatDay } from '../widgets/quantities.ts'
import type { Command, CommandContext } from './command.ts'

export interface PaletteItem {
  readonly id: string
  readonly group: 'Go to' | 'Commands' | 'People' | 'Findings' | 'Sessions'
  readonly label: string
  readonly note?: string
  readonly keys?: readonly string[]
  /** Index in SessionDetail.people, for the colour. */
  readonly person?: number
  readonly run: () => void
}

export interface PaletteSources {
  readonly query: string
  readonly commands: readonly Command[]
  readonly context: CommandContext
  readonly sessions: readonly SessionSummary[]
}

const LIMIT = 40

/** Whether every word of the query begins a word of the text, case and accents aside. */
export function matchesWords(query: string, text: string): boolean {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u)
  return fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .every((wanted) => words.some((word) => word.startsWith(wanted)))
}

const fold = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()

/** Reads `1:24`, `84s` or a UTC clock reading like `15:42:03` that lies in the session, as session time. */
export function readMoment(query: string, session: SessionDetail): number | undefined {
  if (!/[:.s]/.test(query)) return undefined
  const t = parseTime(query)
  if (t === undefined || t < 0) return undefined
  if (t <= session.durationUs) return t
  const dayUs = 86_400e6
  const wall = Math.floor(session.epochWallUs / dayUs) * dayUs + t
  const inSession = [wall, wall + dayUs].map((at) => at - session.epochWallUs)
  return inSession.find((at) => at >= 0 && at <= session.durationUs)
}

export function findItems({ query, commands, context, sessions }: PaletteSources): PaletteItem[] {
  const { workbench } = context
  return [
    ...(workbench ? momentItems(query, workbench) : []),
    ...(workbench ? personItems(query, workbench) : []),
    ...commands
      .filter((command) => command.id !== 'palette' && (command.when?.(context) ?? true))
      .map((command): PaletteItem => ({
        id: command.id,
        group: 'Commands',
        label: command.name,
        note: command.group,
        keys: command.keys,
        run: () => command.run(context),
      }))
      .filter((item) => matchesWords(query, `${item.label} ${item.note}`)),
    ...(workbench ? findingItems(query, workbench) : []),
    ...sessions
      .filter((session) => matchesWords(query, `${session.roomName} ${formatDay(session.epochWallUs)}`))
      .map((session): PaletteItem => ({
        id: `session:${session.sessionId}`,
        group: 'Sessions',
        label: session.roomName,
        note: formatDay(session.epochWallUs),
        run: () => context.navigate(`/s/${encodeURIComponent(session.sessionId)}`),
      })),
  ].slice(0, LIMIT)
}

type Workbench = NonNullable<CommandContext['workbench']>

function momentItems(query: string, { session, player }: Workbench): PaletteItem[] {
  const t = readMoment(query.trim(), session)
  if (t === undefined) return []
  return [{ id: 'moment', group: 'Go to', label: `Go to ${formatTime(t)}`, run: () => player.seek(t) }]
}

const personItems = (query: string, { session, store }: Workbench): PaletteItem[] =>
  session.people.flatMap((person, index) => {
    const lane = session.lanes.find((entry) => entry.identity === person.identity && entry.kind === 'video')
    if (!matchesWords(query, `${person.name} ${person.identity}`)) return []
    return [
      {
        id: `person:${person.identity}`,
        group: 'People' as const,
        label: person.name,
        note: lane ? 'focus' : 'no picture',
        person: index,
        run: () => store.getState().setFocus(lane?.laneId),
      },
    ]
  })

const findingItems = (query: string, { session, store }: Workbench): PaletteItem[] =>
  session.findingList
    .filter((finding) => matchesWords(query, `${finding.message} ${finding.code}`))
    .map((finding) => ({
      id: `finding:${finding.findingId}`,
      group: 'Findings' as const,
      label: finding.message,
      note: finding.severity,
      run: () => store.getState().setTab('findings'),
    }))
