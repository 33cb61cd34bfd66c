/** The columns of the log's table: which there are, how wide, and when a row needs two lines. Pure. */
export type LogColumn =
  | { readonly kind: 'time' | 'sender' | 'topic' | 'payload' | 'recorder' | 'sent' | 'difference' }
  | { readonly kind: 'field'; readonly field: string }

export interface LogLayout {
  readonly columns: readonly LogColumn[]
  /** For CSS grid-template-columns; the last column takes what is left. */
  readonly template: string
  /** What all columns need. */
  readonly minPx: number
  readonly rowPx: number
  /**
   * Where one line has no room, `narrow`: the payload under the rest; `clocks`: the clocks under the rest;
   * `stack`: the clocks, and the payload under them.
   */
  readonly shape: 'line' | 'narrow' | 'clocks' | 'stack'
  readonly headerPx: number
}

const ROW_PX = 25
const TWO_LINES_PX = 42
const THREE_LINES_PX = 60
const STACK_PX = 380
const HEADER_PX = 24
/** Time, sender, topic; the payload is the second line. */
const NARROW = '88px minmax(0, 1fr) minmax(0, 1fr)'
/** Session time over the recorder's clock, sender over their clock, topic over the difference, payload beside. */
const CLOCKS = '100px minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr)'
const STACK = '96px minmax(88px, 1.3fr) minmax(0, 1fr)'
const PX = { time: 88, recorder: 96, sent: 96, difference: 76, payload: 112 }

export function layOutLog(options: {
  readonly widthPx: number
  readonly clocks: boolean
  readonly fields: readonly string[]
}): LogLayout {
  const { widthPx, clocks, fields } = options
  const columns: LogColumn[] = [
    { kind: 'time' },
    ...(clocks
      ? ([{ kind: 'recorder' }, { kind: 'sent' }, { kind: 'difference' }] satisfies LogColumn[])
      : []),
    { kind: 'sender' },
    { kind: 'topic' },
    ...fields.map((field): LogColumn => ({ kind: 'field', field })),
    { kind: 'payload' },
  ]
  const widths = columns.map((column) => widthOf(column, widthPx))
  const minPx = widths.reduce((sum, px) => sum + px, 0)
  if (fields.length === 0 && widthPx < minPx) {
    const twoLines = { columns, minPx: 0, rowPx: TWO_LINES_PX }
    if (clocks && widthPx < STACK_PX)
      return {
        ...twoLines,
        rowPx: THREE_LINES_PX,
        template: STACK,
        shape: 'stack',
        headerPx: 2 * HEADER_PX - 8,
      }
    if (clocks) return { ...twoLines, template: CLOCKS, shape: 'clocks', headerPx: 2 * HEADER_PX - 8 }
    return { ...twoLines, template: NARROW, shape: 'narrow', headerPx: HEADER_PX }
  }
  return {
    columns,
    template: widths
      .map((px, at) => (at === widths.length - 1 ? `minmax(${px}px, 1fr)` : `${px}px`))
      .join(' '),
    minPx,
    rowPx: ROW_PX,
    shape: 'line',
    headerPx: HEADER_PX,
  }
}

function widthOf(column: LogColumn, widthPx: number): number {
  if (column.kind === 'field') return clamp(24 + column.field.length * 7, 56, 144)
  if (column.kind === 'sender') return clamp(widthPx * 0.23, 72, 128)
  if (column.kind === 'topic') return clamp(widthPx * 0.18, 60, 112)
  return PX[column.kind]
}

const clamp = (value: number, low: number, high: number): number =>
  Math.round(Math.min(Math.max(value, low), high))
