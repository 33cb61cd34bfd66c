/** The table and the line under it: what is chosen in one is copied by the other. */
import { useCallback, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { say } from '../widgets/noteStore.ts'
import { formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { CopyForm } from './copyRows.ts'
import type { LogColumns } from './logColumns.ts'
import { LogFooter } from './LogFooter.tsx'
import { LogTable } from './LogTable.tsx'
import type { ShownRows } from './position.ts'
import { selectedPlaces, type Selection } from './selection.ts'

interface LogBodyProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly log: LogColumns
  readonly shown: ShownRows
}

export function LogBody({ session, player, store, log, shown }: LogBodyProps) {
  const [selection, setSelection] = useState<Selection>()
  const fields = useStore(store, (state) => state.logFields)
  const names = useMemo(
    () => new Map(session.people.map((person) => [person.identity, person.name])),
    [session.people],
  )
  const places = selection ? selectedPlaces(shown, selection) : { from: 0, end: shown.length }
  const count = places.end - places.from

  const copy = useCallback(
    async (form: CopyForm) => {
      const { copyRows, MOST_COPIED } = await import('./copyRows.ts')
      const end = Math.min(places.end, places.from + MOST_COPIED)
      const rows = Array.from({ length: end - places.from }, (_, at) => shown.row(places.from + at))
      const nameOf = (sender: string): string => names.get(sender) ?? sender
      await navigator.clipboard.writeText(await copyRows(log, rows, { form, fields, nameOf }))
      const left = places.end - end
      say({
        title: `Copied ${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'} ${form === 'tsv' ? 'as a table' : 'as JSON lines'}`,
        text: left > 0 ? `${formatCount(left)} more are too many for a clipboard.` : undefined,
        about: 'log.copy',
      })
    },
    [log, shown, places.from, places.end, fields, names],
  )

  return (
    <>
      <LogTable
        session={session}
        player={player}
        store={store}
        log={log}
        shown={shown}
        selection={selection}
        onSelection={setSelection}
        onCopy={() => void copy('tsv')}
      />
      <LogFooter
        session={session}
        player={player}
        store={store}
        log={log}
        copied={{ count, isSelection: selection !== undefined }}
        onCopy={(form) => void copy(form)}
      />
    </>
  )
}
