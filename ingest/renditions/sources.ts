/** What renditions are made of, read from the catalog a session at a time and again only after something was written. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { describeWithheld } from '../describeWithheld.ts'
import { readMediaSourcesBeside, type MediaSource } from '../mediaSource.ts'

const MOST_KEPT = 20_000

export interface Sources {
  /** Throws UserError `recording_missing`, `withheld`. */
  get(recordingId: string): Promise<MediaSource>
}

/** The page asks for a hundred recordings at once, of one session: one query answers. */
export function createSources(catalog: Catalog): Sources {
  const known = new Map<string, MediaSource>()
  let revision = catalog.revision
  let reading: Promise<unknown> = Promise.resolve()

  function find(recordingId: string): MediaSource | undefined {
    if (revision !== catalog.revision) known.clear()
    revision = catalog.revision
    return known.get(recordingId)
  }

  async function read(recordingId: string): Promise<MediaSource | undefined> {
    const found = find(recordingId)
    if (found) return found
    const asOf = catalog.revision
    const sources = await readMediaSourcesBeside(catalog, recordingId)
    if (known.size > MOST_KEPT) known.clear()
    // What was read while something was written serves this once.
    if (catalog.revision === asOf) for (const source of sources) known.set(source.recordingId, source)
    return sources.find((source) => source.recordingId === recordingId)
  }

  return {
    async get(recordingId) {
      let source = find(recordingId)
      if (!source) {
        const turn = reading.then(() => read(recordingId))
        reading = turn.catch(() => undefined)
        source = await turn
      }
      if (!source) throw new UserError('recording_missing', `the catalog has no recording ${recordingId}`)
      if (source.withheld) throw describeWithheld(source.withheld)
      return source
    },
  }
}
