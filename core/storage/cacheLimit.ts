/** How much a cache on disk may take, as a person writes it: `20GB`, `500 MB`, bytes without a unit, `0` for none. */
import { UserError } from '../model/index.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** Returns bytes; `fallback` where nothing is said. Throws UserError `bad_size`, which names the variable. */
export function parseCacheLimit(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text.trim() === '') return fallback
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?B?)\s*$/i.exec(text) ?? []
  const scale =
    UNITS[
      (unit ?? '')
        .toUpperCase()
        .replace(/^([KMGT])$/, '$1B')
        .replace(/^B$/, '')
    ]
  if (number === undefined || scale === undefined) {
    throw new UserError('bad_size', `${name} is "${text}", which is no size`, {
      hint: `Write ${name}=20GB, or ${name}=0 for none.`,
    })
  }
  return Math.floor(Number(number) * scale)
}
