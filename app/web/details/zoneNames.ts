/** The zones a person may say, and finding one by a few letters. Pure. */
/** Every zone this browser knows, by name; UTC first. */
export const listZones = (): string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC'),
]

/** Names that hold each word of the search: `vienna`, `europe lis`. */
export const findZones = (zones: readonly string[], search: string): string[] => {
  const words = search.toLowerCase().replaceAll('_', ' ').split(/\s+/).filter(Boolean)
  return zones.filter((zone) => {
    const name = zone.toLowerCase().replaceAll('_', ' ')
    return words.every((word) => name.includes(word))
  })
}
