/** The headings of the log: each time says whose clock it is. */
import { CloseButton } from '@mantine/core'
import { formatZone } from '../../../core/time/zone.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { LogColumn, LogLayout } from './logLayout.ts'
import classes from './logs.module.css'

interface LogHeaderProps {
  readonly layout: LogLayout
  readonly zone: string
  readonly epochWallUs: number
  readonly store: WorkbenchStore
}

export function LogHeader({ layout, zone, epochWallUs, store }: LogHeaderProps) {
  const offset = formatZone(zone, epochWallUs)
  return (
    <div role="row" className={classes.header} aria-rowindex={1}>
      {layout.columns.map((column) => {
        const [text, meaning] = headingOf(column, offset)
        return (
          <span
            key={column.kind === 'field' ? `field ${column.field}` : column.kind}
            role="columnheader"
            data-kind={column.kind}
            title={meaning}
          >
            <span className="cut">{text}</span>
            {column.kind === 'field' && (
              <CloseButton
                size={16}
                iconSize={12}
                aria-label={`Take the column ${column.field} away`}
                onClick={() => store.getState().toggleLogField(column.field)}
              />
            )}
          </span>
        )
      })}
    </div>
  )
}

function headingOf(column: LogColumn, zone: string): [string, string] {
  switch (column.kind) {
    case 'time':
      return ['received', 'Session time at which the recorder received it, by the recorder’s clock']
    case 'recorder':
      return [`recorder ${zone}`, `When it was received, by the recorder’s clock (${zone})`]
    case 'sent':
      return [`sender ${zone}`, `When it was sent, by the sender’s own clock (${zone}); it may be set wrong`]
    case 'difference':
      return ['difference', 'Received minus sent: the way it took, and how far the two clocks differ']
    case 'field':
      return [column.field, `The field ${column.field} of the payload`]
    default:
      return [column.kind, '']
  }
}
