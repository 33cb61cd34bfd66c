/**
 * What a parser could not take as it stands. Parsers never throw on data: they give what they could read and the
 * problems beside it. Severity, subject and hint are added by whoever stores them as findings.
 */
export interface Problem {
  /** snake_case; every code is explained in `ingest/findingCodes.ts`. */
  readonly code: string
  /** What was found against what was expected, and who wrote it; without the place, which the caller knows. */
  readonly message: string
  /** JSON-safe values it was seen from (bigint as text). */
  readonly evidence: Readonly<Record<string, unknown>>
}

/** A parsed value with its problems; `value` is undefined where nothing could be read. */
export interface Reading<T> {
  readonly value: T | undefined
  readonly problems: readonly Problem[]
}
