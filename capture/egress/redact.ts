/**
 * What must not be kept of LiveKit's JSON: credentials of an egress's output and a room's TURN password, each replaced
 * by a placeholder as the egress service itself writes it (`"accessKey":"{access_key}"`). Everything else stays.
 */
const SECRETS = new Set([
  'accesskey',
  'secret',
  'sessiontoken',
  'assumeroleexternalid',
  'credentials',
  'accountkey',
  'username',
  'password',
  'turnpassword',
  'streamkey',
])
const PLACEHOLDER = /^(\{[a-z_]+\}|redacted)?$/

/** A copy without secrets, member names in either spelling (`accessKey`, `access_key`); the value itself where it holds none. */
export function redactSecrets<T>(value: T): T {
  return redact(value) as T
}

/** A JSON text without secrets, as it came where it holds none. Throws SyntaxError on what is not JSON. */
export function redactBody(body: string): string {
  const value: unknown = JSON.parse(body)
  const clean = redact(value)
  return clean === value ? body : JSON.stringify(clean)
}

function redact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, member]) => [name, member, clean(name, member)] as const)
  if (entries.every(([, member, cleaned]) => member === cleaned)) return value
  if (Array.isArray(value)) return entries.map(([, , cleaned]) => cleaned)
  return Object.fromEntries(entries.map(([name, , cleaned]) => [name, cleaned]))
}

function clean(name: string, member: unknown): unknown {
  if (typeof member !== 'string') return redact(member)
  if (SECRETS.has(name.toLowerCase().replaceAll('_', '')))
    return PLACEHOLDER.test(member) ? member : `{${toSnakeCase(name)}}`
  // A proxy's URL may hold user and password.
  return member.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/i, '$1')
}

const toSnakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '')
