/** A document's blocks on the page. */
import type { Block, Column } from '../../../core/certificate/document.ts'
import classes from './certificate.module.css'

export function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  // oxlint-disable-next-line react/no-array-index-key -- a document is made whole and never changed: a block’s place names it
  return blocks.map((block, at) => <BlockView key={at} block={block} />)
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <h2>{block.text}</h2>
    case 'paragraph':
      return <p>{block.text}</p>
    case 'facts':
      return (
        <dl className={classes.facts}>
          {block.facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )
    case 'figures':
      return (
        <dl className={classes.figures}>
          {block.figures.map(({ name, value, note }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
              <dd className={classes.note}>{note}</dd>
            </div>
          ))}
        </dl>
      )
    case 'table':
      return <TableView {...block} />
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )
    case 'code':
      return <pre className="mono">{block.text}</pre>
  }
}

function TableView({ name, columns, rows }: Extract<Block, { kind: 'table' }>) {
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={name}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\0')}>
              {row.map((cell, at) => (
                <td key={columns[at]!.name} className={classOf(columns[at]!)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const classOf = ({ right, code }: Column): string | undefined =>
  right ? classes.right : code ? classes.code : undefined
