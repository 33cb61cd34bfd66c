/** What an edge rests on, as lists of edges tell it: every window of a match is asked for with the edge itself. */

const LONGEST_LIST = 8

/** The evidence without its long lists. */
export const shortenEvidence = (evidence: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(evidence).filter(([, value]) => !Array.isArray(value) || value.length <= LONGEST_LIST),
  )
