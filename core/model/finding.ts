/** An imperfection of the data: never thrown, always stored, shown and counted. */
export type Severity = 'info' | 'warning' | 'error'

export interface Finding {
  readonly severity: Severity
  /** snake_case, stable; documented in the README. */
  readonly code: string
  /** What it is about: an object key, a recording id, a session id. */
  readonly subject: string
  /** What, where, found against expected, who wrote it. */
  readonly message: string
  readonly hint: string
  /** The values it was seen from, JSON-safe (bigint as text). */
  readonly evidence: Readonly<Record<string, unknown>>
}
