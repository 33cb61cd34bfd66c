/** How senders are shown: by name and colour. */
import { colorsOf } from '../theme/people.ts'

export interface Sender {
  readonly name: string
  readonly color: string
}

/** A lookup that gives the same object for the same identity, so that rows know they have not changed. */
export function createSenders(
  people: readonly { readonly identity: string; readonly name: string }[],
): (identity: string) => Sender {
  const names = new Map(people.map((person) => [person.identity, person.name]))
  const color = colorsOf(people)
  const known = new Map<string, Sender>()
  return (identity) => {
    const found = known.get(identity)
    if (found) return found
    const made = { name: names.get(identity) ?? identity, color: color(identity) }
    known.set(identity, made)
    return made
  }
}
