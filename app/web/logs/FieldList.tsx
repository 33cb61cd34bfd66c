/** The fields that the payloads have, each to be shown as a column; counted while the menu is open. */
import { Menu } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { countFields, type FieldCount } from './fieldCounts.ts'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'

export function FieldList({ log, store }: { readonly log: LogColumns; readonly store: WorkbenchStore }) {
  const shown = useStore(store, (state) => state.logFields)
  const [found, setFound] = useState<{ counts: readonly FieldCount[]; scanned: number }>({
    counts: [],
    scanned: 0,
  })
  useEffect(() => {
    const controller = new AbortController()
    void countFields(log, (counts, scanned) => setFound({ counts, scanned }), { signal: controller.signal })
    return () => controller.abort()
  }, [log])
  const unseen = shown.filter((field) => !found.counts.some((count) => count.field === field))
  const fields = [...unseen.map((field) => ({ field, rows: 0 })), ...found.counts]
  const isDone = found.scanned >= log.length
  return (
    <div className={classes.fieldList}>
      {fields.map(({ field, rows }) => (
        <Menu.CheckboxItem
          key={field}
          checked={shown.includes(field)}
          rightSection={<span className="faint">{formatCount(rows)}</span>}
          onChange={() => store.getState().toggleLogField(field)}
        >
          <code className="mono">{field}</code>
        </Menu.CheckboxItem>
      ))}
      {isDone && fields.length === 0 && <p className="muted">No payload is a JSON object.</p>}
      {!isDone && (
        <p className="muted">{Math.floor((found.scanned / log.length) * 100)} % of the rows looked at…</p>
      )}
    </div>
  )
}
