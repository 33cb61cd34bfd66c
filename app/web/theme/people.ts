/** One colour a person, the same everywhere: tile edge, lane, log rows. The palette is in tokens.css. */
const PALETTE = 8

/** Returns the CSS colour of the person at `index` of `SessionDetail.people`; a neutral one for nobody (−1). */
export const personColor = (index: number): string =>
  index < 0 ? 'var(--muted)' : `var(--person-${index % PALETTE})`

/** Returns a lookup from identity to colour; identities that are not people of the session get the neutral one. */
export function colorsOf(people: readonly { readonly identity: string }[]): (identity: string) => string {
  const places = new Map(people.map((person, index) => [person.identity, index]))
  return (identity) => personColor(places.get(identity) ?? -1)
}
