/** JSON that folds: objects and lists as disclosures, the first level open, long ones in parts. */
import { ActionIcon, Button } from '@mantine/core'
import { IconColumnInsertRight, IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './json.module.css'

/** What can be done with a field that has a name of its own. */
export interface FieldActs {
  readonly onColumn: (path: string) => void
  readonly onFilter: (path: string, value: unknown) => void
}

interface JsonViewProps {
  readonly value: unknown
  readonly depth?: number
  /** The dotted name of what is shown. */
  readonly path?: string
  readonly acts?: FieldActs
}

/** How many entries of one object or list are drawn at once. */
const PART = 100

export function JsonView({ value, depth = 0, path = '', acts }: JsonViewProps) {
  const [shown, setShown] = useState(PART)
  if (typeof value !== 'object' || value === null)
    return <code data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</code>
  const entries = Object.entries(value)
  if (entries.length === 0) return <code>{Array.isArray(value) ? '[]' : '{}'}</code>
  return (
    <ul className={classes.json}>
      {entries.slice(0, shown).map(([name, entry]) => {
        const inner = { value: entry, depth: depth + 1, path: path === '' ? name : `${path}.${name}` }
        return (
          <li key={name}>
            {isFolding(entry) ? (
              <details open={depth < 1}>
                <summary>
                  <span className={classes.field}>{name}</span>{' '}
                  <span className="faint">{describe(entry)}</span>
                </summary>
                <JsonView {...inner} {...(acts ? { acts } : {})} />
              </details>
            ) : (
              <>
                <span className={classes.field}>{name}</span> <JsonView {...inner} />
                {acts && <Acts path={inner.path} value={entry} acts={acts} />}
              </>
            )}
          </li>
        )
      })}
      {entries.length > shown && (
        <li>
          <Button size="compact-xs" variant="default" onClick={() => setShown(shown + PART * 10)}>
            {entries.length - shown} more
          </Button>
        </li>
      )}
    </ul>
  )
}

interface ActsProps {
  readonly path: string
  readonly value: unknown
  readonly acts: FieldActs
}

function Acts({ path, value, acts }: ActsProps) {
  return (
    <span className={classes.acts}>
      <ActionIcon
        size={18}
        aria-label={`Show ${path} as a column`}
        title={`Show ${path} as a column`}
        onClick={() => acts.onColumn(path)}
      >
        <IconColumnInsertRight size={13} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        size={18}
        aria-label={`Filter by this ${path}`}
        title={`Filter by this ${path}`}
        onClick={() => acts.onFilter(path, value)}
      >
        <IconFilter size={13} stroke={1.7} />
      </ActionIcon>
    </span>
  )
}

const isFolding = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

const describe = (value: object): string =>
  Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`
