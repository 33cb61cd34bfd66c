/** Fields of JSON payloads by their dotted names. */

/** Undefined where the text is no JSON object or list, and where it is no JSON at all. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A field by its dotted name, whatever its case; a name that itself holds dots is found whole. */
export function readPath(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const whole = readOwn(value, path)
  const dot = path.indexOf('.')
  if (whole !== undefined || dot < 0) return whole
  return readPath(readOwn(value, path.slice(0, dot)), path.slice(dot + 1))
}

function readOwn(value: object, name: string): unknown {
  if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name]
  const lower = name.toLowerCase()
  for (const key in value) {
    if (key.length === name.length && key.toLowerCase() === lower)
      return (value as Record<string, unknown>)[key]
  }
  return undefined
}

/** What a cell says of a value: text as it is, the rest as JSON, nothing where there is none. */
export const formatValue = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** How deep objects are looked into for fields. */
const DEPTH = 3

/** Calls back with the dotted name of each field that is no object. */
export function eachField(
  value: unknown,
  visit: (path: string) => void,
  prefix = '',
  depth: number = DEPTH,
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [name, entry] of Object.entries(value)) {
    const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
    if (isObject && depth > 1) eachField(entry, visit, `${prefix}${name}.`, depth - 1)
    else visit(prefix + name)
  }
}
