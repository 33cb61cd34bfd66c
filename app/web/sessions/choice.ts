/** Which row the keyboard stands on. Pure. */

/** The id `rows` further on, held within the list; the first or last where none was chosen. Undefined: no rows. */
export function moveBy(
  order: readonly string[],
  chosen: string | undefined,
  rows: number,
): string | undefined {
  const at = chosen === undefined ? -1 : order.indexOf(chosen)
  if (at < 0) return rows < 0 ? order.at(-1) : order[0]
  return order[Math.min(Math.max(at + rows, 0), order.length - 1)]
}

export const moveTo = (order: readonly string[], end: 'first' | 'last'): string | undefined =>
  end === 'first' ? order[0] : order.at(-1)
