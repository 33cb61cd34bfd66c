/**
 * JSON whose integers are read exactly: LiveKit writes nanoseconds as numbers above 2^53, which `JSON.parse`
 * rounds by up to 128 ns and then more. Uses the source text of each primitive (ECMAScript's JSON.parse source
 * text access, in every Node this program runs on); integers that a double holds stay numbers.
 */
import type { Reading } from './problem.ts'

export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const INTEGER = /^-?\d+$/

const keepExact: SourceReviver = (_key, value, context) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return context.source !== undefined && INTEGER.test(context.source) ? BigInt(context.source) : value
}

/** Parses JSON; problem `json_truncated` when the text ends too early, `json_broken` when it is wrong elsewhere. */
export function parseExactJson(text: string): Reading<JsonValue> {
  try {
    return {
      value: JSON.parse(text, keepExact as Parameters<typeof JSON.parse>[1]) as JsonValue,
      problems: [],
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const position = Number(/position (\d+)/.exec(reason)?.[1] ?? -1)
    const truncated =
      /end of JSON|Unterminated|end of data/i.test(reason) || position >= text.trimEnd().length
    const code = truncated ? 'json_truncated' : 'json_broken'
    const message = truncated ? 'JSON ends before its value does' : `not JSON: ${reason.slice(0, 160)}`
    return { value: undefined, problems: [{ code, message, evidence: { characters: text.length, reason } }] }
  }
}

/** Writes JSON with bigints as plain numbers, the inverse of `parseExactJson`. */
export function formatExactJson(value: JsonValue): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => formatExactJson(item)).join(',')}]`
  if (isObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${formatExactJson(member)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
