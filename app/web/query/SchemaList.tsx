/** What can be asked: views, then tables, with their columns; a click begins a query of one. */
import { Notice } from '../widgets/Notice.tsx'
import classes from './query.module.css'
import type { SchemaTable } from './schema.ts'

interface SchemaListProps {
  readonly schema: readonly SchemaTable[]
  readonly onChoose: (sql: string) => void
}

export function SchemaList({ schema, onChoose }: SchemaListProps) {
  return (
    <div className={classes.schema} tabIndex={0} role="region" aria-label="What can be asked">
      <Notice title="What can be asked" compact>
        Any SELECT of DuckDB. Rows with session_id and a time (t_s, start_s, start_us) are moments: they open
        there. Ctrl Enter runs, Ctrl Space suggests, Esc cancels.
      </Notice>
      <dl>
        {schema.map(({ name, isView, about, columns }) => (
          <div key={name}>
            <dt>
              <button
                type="button"
                className="mono"
                onClick={() => onChoose(`SELECT *\nFROM ${name}\nLIMIT 100`)}
              >
                {name}
              </button>
              <span className="muted">
                {isView ? 'view · ' : ''}
                {about}
              </span>
            </dt>
            <dd className="mono faint">
              {columns.map((column) => (
                <span key={column.name} title={`${column.type}: ${column.about}`}>
                  {column.name}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
