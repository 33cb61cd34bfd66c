/** JSON that folds: objects and lists as disclosures, the first level open. */
import classes from './logs.module.css'

export function JsonView({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }) {
  if (typeof value !== 'object' || value === null)
    return <code data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</code>
  const entries = Object.entries(value)
  if (entries.length === 0) return <code>{Array.isArray(value) ? '[]' : '{}'}</code>
  return (
    <ul className={classes.json}>
      {entries.map(([name, entry]) => (
        <li key={name}>
          {isFolding(entry) ? (
            <details open={depth < 1}>
              <summary>
                <span className={classes.field}>{name}</span> <span className="faint">{describe(entry)}</span>
              </summary>
              <JsonView value={entry} depth={depth + 1} />
            </details>
          ) : (
            <>
              <span className={classes.field}>{name}</span> <JsonView value={entry} depth={depth + 1} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

const isFolding = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

const describe = (value: object): string =>
  Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`
