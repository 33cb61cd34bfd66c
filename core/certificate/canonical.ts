/** JSON with one spelling: keys sorted, no space, numbers of at most three decimals; what a certificate's hash is of. */

/** Rounds to three decimals; −0 is 0. */
const roundNumber = (value: number): number => Math.round(value * 1000) / 1000 + 0

/** Plain data with every number rounded. */
export function roundAll<Value>(value: Value): Value {
  if (typeof value === 'number') return roundNumber(value) as Value
  if (Array.isArray(value)) return value.map((one: unknown) => roundAll(one)) as Value
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, roundAll<unknown>(one)])) as Value
}

/** Formats plain data; members that are undefined are left out. */
export function formatCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatCanonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${formatCanonical(one)}`)
  return `{${members.join(',')}}`
}
