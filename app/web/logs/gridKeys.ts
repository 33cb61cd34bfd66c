/** What a key does in the log's table. Pure. */
export type GridAct =
  | { readonly kind: 'move'; readonly by: number; readonly extend: boolean }
  | { readonly kind: 'go' | 'copy' | 'all' | 'none' }

interface Stroke {
  readonly key: string
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** Undefined: not the table's key. `page` is how many rows PageUp and PageDown go. */
export function findGridAct(stroke: Stroke, page: number): GridAct | undefined {
  const { key, shiftKey: extend, altKey } = stroke
  const isMod = stroke.ctrlKey || stroke.metaKey
  if (altKey) return undefined
  if (isMod) {
    if (key.toLowerCase() === 'c' && !extend) return { kind: 'copy' }
    return key.toLowerCase() === 'a' ? { kind: 'all' } : undefined
  }
  if (key === 'Enter') return { kind: 'go' }
  if (key === 'Escape') return { kind: 'none' }
  const moves: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }
  const by = moves[key]
  return by === undefined ? undefined : { kind: 'move', by, extend }
}
