/**
 * Reads the members of a JSON object whose writers do not agree on names: `room_name`, `roomName` and `RoomName`
 * are one field, null and "" are absent, and a wrong type is a problem, not an error.
 */
import { readEpoch } from '../time/index.ts'
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import type { Problem } from './problem.ts'

/** A wall time as written and as understood; `ns` is undefined where no unit makes it plausible. */
export interface RawTime {
  readonly raw: string
  readonly unit: 's' | 'ms' | 'us' | 'ns' | 'rfc3339' | 'naive_local' | undefined
  readonly ns: bigint | undefined
}

export interface Fields {
  /** Text under the first of the names that is present; a number is taken as its digits. */
  text(...names: string[]): string | undefined
  /** A whole number, exact; decimal text (protojson's int64) is taken too. */
  integer(...names: string[]): bigint | undefined
  /** A wall time of unknown unit. Zero is absent, as protojson and Go mean it. */
  time(...names: string[]): RawTime | undefined
  objects(...names: string[]): Fields[]
  object(...names: string[]): Fields | undefined
  has(...names: string[]): boolean
  /** True where one of the names is there and true. */
  flag(...names: string[]): boolean
}

const fold = (name: string): string => name.replace(/[_\-\s]/g, '').toLowerCase()

/** Opens an object for reading; what is wrong in it is pushed to `problems`, named as written by `writer`. */
export function readFields(object: JsonObject, writer: string, problems: Problem[]): Fields {
  const members = new Map<string, readonly [string, JsonValue]>()
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined || value === '') continue
    const key = fold(name)
    if (!members.has(key)) members.set(key, [name, value])
  }
  const find = (names: string[]): readonly [string, JsonValue] | undefined => {
    for (const name of names) {
      const member = members.get(fold(name))
      if (member) return member
    }
    return undefined
  }
  const wrong = (name: string, value: JsonValue, expected: string): undefined => {
    const found = Array.isArray(value) ? 'array' : typeof value
    problems.push({
      code: 'wrong_type',
      message: `${name} is ${found}, expected ${expected} (${writer})`,
      evidence: {
        field: name,
        found,
        expected,
        value: String(isObject(value) ? '{…}' : value).slice(0, 200),
      },
    })
    return undefined
  }
  return {
    text(...names) {
      const [name, value] = find(names) ?? ['', undefined]
      if (value === undefined || typeof value === 'string') return value
      if (typeof value === 'number' || typeof value === 'bigint') return String(value)
      return wrong(name, value, 'text')
    },
    integer(...names) {
      const [name, value] = find(names) ?? ['', undefined]
      if (value === undefined) return undefined
      if (typeof value === 'bigint') return value
      if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
      if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) return BigInt(value)
      return wrong(name, value, 'a whole number')
    },
    time(...names) {
      const [name, value] = find(names) ?? ['', undefined]
      if (value === undefined || value === 0 || value === '0') return undefined
      if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') {
        return wrong(name, value, 'a time')
      }
      return readRawTime(name, value, writer, problems)
    },
    objects(...names) {
      const [name, value] = find(names) ?? ['', undefined]
      if (value === undefined) return []
      if (!Array.isArray(value)) return wrong(name, value, 'a list of objects') ?? []
      return value.flatMap((item: JsonValue) =>
        isObject(item) ? [readFields(item, writer, problems)] : (wrong(`${name}[]`, item, 'an object') ?? []),
      )
    },
    object(...names) {
      const [name, value] = find(names) ?? ['', undefined]
      if (value === undefined) return undefined
      return isObject(value) ? readFields(value, writer, problems) : wrong(name, value, 'an object')
    },
    has: (...names) => find(names) !== undefined,
    flag: (...names) => find(names)?.[1] === true,
  }
}

function readRawTime(
  name: string,
  value: number | bigint | string,
  writer: string,
  problems: Problem[],
): RawTime {
  const raw = String(value)
  const epoch = readEpoch(value)
  if (epoch) return { raw, unit: epoch.unit, ns: epoch.ns }
  const iso = readRfc3339(raw)
  if (iso !== undefined && readEpoch(iso) !== undefined) return { raw, unit: 'rfc3339', ns: iso }
  problems.push({
    code: 'time_implausible',
    message: `${name} is ${raw.slice(0, 60)}, expected a time between the years 2000 and 2100 in s, ms, µs or ns (${writer})`,
    evidence: { field: name, value: raw.slice(0, 200) },
  })
  return { raw, unit: undefined, ns: undefined }
}

/** Reads RFC 3339 with a zone to the nanosecond; text without a zone is not a wall time and gives undefined. */
export function readRfc3339(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:?\d\d)$/.exec(
    text.trim(),
  )
  if (!match) return undefined
  const zone = match[3]!.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const ms = Date.parse(match[1]!.toUpperCase().replace(' ', 'T') + zone)
  if (Number.isNaN(ms)) return undefined
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'))
}
