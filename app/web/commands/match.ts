/** How well words a person types fit a text: the rank that the palette sorts by. Pure. */

/** Case and accents aside. */
export const fold = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()

const wordsOf = (folded: string): string[] => folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

/** Shorter bits fit too much where they may stand inside a word. */
const SHORTEST_INSIDE = 3

/**
 * 0: the same; 1: it begins so; 2: the words begin so, in order; 3: in any order; 4: it stands inside a word.
 * Undefined: it does not fit. Both texts folded.
 */
export function rankMatch(query: string, text: string): number | undefined {
  if (query === text) return 0
  if (text.startsWith(query)) return 1
  const wanted = wordsOf(query)
  const words = wordsOf(text)
  if (wanted.length === 0) return 3
  let from = 0
  const inOrder = wanted.every((word) => {
    const at = words.findIndex((candidate, index) => index >= from && candidate.startsWith(word))
    from = at + 1
    return at >= 0
  })
  if (inOrder) return 2
  if (wanted.every((word) => words.some((candidate) => candidate.startsWith(word)))) return 3
  const isInside = wanted.every((word) => word.length >= SHORTEST_INSIDE && text.includes(word))
  return isInside ? 4 : undefined
}

/** Whether every word of the query begins a word of the text, in any order, case and accents aside. */
export function matchesWords(query: string, text: string): boolean {
  const rank = rankMatch(fold(query), fold(text))
  return rank !== undefined && rank < 4
}
