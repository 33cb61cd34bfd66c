/** What goes wrong with the lines of a file of JSON lines, and what is said of it. */
import { isObject, parseExactJson } from './exactJson.ts'
import type { Problem } from './problem.ts'

/** 1-based number of a last line without a line break that is no JSON object: its writer stopped in it, or still writes. */
export function findTornLine(text: string, lines: readonly string[]): number | undefined {
  const last = lines.at(-1)
  if (last === undefined || last.trim() === '' || text.endsWith('\n')) return undefined
  return isObject(parseExactJson(last).value) ? undefined : lines.length
}

/** One problem for all lines of a kind; none for none. */
export function describeLines(
  problem: { readonly code: string; readonly what: string; readonly writer: string },
  lines: readonly number[],
): Problem[] {
  if (lines.length === 0) return []
  const { code, what, writer } = problem
  const message = `${lines.length} ${what}, first line ${lines[0]} (${writer})`
  return [{ code, message, evidence: { count: lines.length, lines: lines.slice(0, 5) } }]
}
