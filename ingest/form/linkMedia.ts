/**
 * Which media file a JSON describes. `location` cannot be trusted after a copy, so a file is looked for by its base
 * name beside the JSON, then by the longest path both agree on. Generation A is named after its media. A JSON that
 * fits several files equally well is linked to none.
 */
import { parsePath } from '../../core/formats/index.ts'
import { folderId, objectId, type Description, type NamedFile, type ObjectFact } from './facts.ts'

export interface Links {
  /** Media keys of each description by its id, in the order it names them. */
  readonly mediaOf: ReadonlyMap<string, readonly string[]>
  /** Descriptions of each media object by `objectId`, the most telling first. */
  readonly descriptionsOf: ReadonlyMap<string, readonly Description[]>
  /** Descriptions whose file name several media share. */
  readonly ambiguous: readonly { readonly description: Description; readonly candidates: readonly string[] }[]
}

/** A manifest knows the request, an EgressInfo repeats it: names are believed in this order. */
const RANK: Readonly<Record<string, number>> = { egress_b: 0, egress_a: 1, egress_info: 2, gstreamer: 3 }

export function linkMedia(descriptions: readonly Description[], objects: readonly ObjectFact[]): Links {
  const bySource = indexByName(objects)
  const mediaOf = new Map<string, readonly string[]>()
  const descriptionsOf = new Map<string, Description[]>()
  const ambiguous: { description: Description; candidates: readonly string[] }[] = []
  const byTrack = indexByTrack(objects)
  for (const description of descriptions) {
    const names = bySource.get(description.sourceId) ?? new Map<string, string[]>()
    const found = findFiles(description, names)
    if (description.dialect === 'egress_b' && description.files.length === 0) {
      found.keys.push(...(byTrack.get(trackKey(description, description.trackId)) ?? []))
    }
    for (const miss of found.ambiguous) ambiguous.push({ description, candidates: miss })
    mediaOf.set(description.id, found.keys)
    for (const objectKey of found.keys) {
      const id = objectId({ sourceId: description.sourceId, objectKey })
      const list = descriptionsOf.get(id) ?? []
      list.push(description)
      descriptionsOf.set(id, list)
    }
  }
  for (const list of descriptionsOf.values()) {
    list.sort(
      (a, b) => (RANK[a.dialect] ?? 9) - (RANK[b.dialect] ?? 9) || (a.objectKey < b.objectKey ? -1 : 1),
    )
  }
  return { mediaOf, descriptionsOf, ambiguous }
}

/** A generation B manifest whose `files` were lost is still of its track: the media beside it that carry the id. */
function indexByTrack(objects: readonly ObjectFact[]): Map<string, string[]> {
  const byTrack = new Map<string, string[]>()
  for (const object of objects) {
    const trackId = object.role === 'media' ? parsePath(object.objectKey).trackId : undefined
    if (trackId === undefined) continue
    const key = trackKey(object, trackId)
    byTrack.set(key, [...(byTrack.get(key) ?? []), object.objectKey])
  }
  return byTrack
}

const trackKey = (beside: { sourceId: string; objectKey: string }, trackId: string | undefined): string =>
  `${folderId(beside)}\0${trackId ?? ''}`

/** Media of each source by base name. */
function indexByName(objects: readonly ObjectFact[]): Map<string, Map<string, string[]>> {
  const bySource = new Map<string, Map<string, string[]>>()
  for (const { sourceId, objectKey, role } of objects) {
    if (role !== 'media') continue
    const names = bySource.get(sourceId) ?? new Map<string, string[]>()
    bySource.set(sourceId, names)
    const base = baseName(objectKey)
    const keys = names.get(base)
    if (keys) keys.push(objectKey)
    else names.set(base, [objectKey])
  }
  return bySource
}

function findFiles(description: Description, names: ReadonlyMap<string, readonly string[]>) {
  const keys: string[] = []
  const ambiguous: (readonly string[])[] = []
  const { objectKey, dialect } = description
  const named = /\.json$/i.test(objectKey) ? objectKey.slice(0, -5) : undefined
  if (
    named !== undefined &&
    (dialect === 'egress_a' || dialect === 'gstreamer') &&
    names.get(baseName(named))?.includes(named)
  ) {
    keys.push(named)
  }
  for (const file of description.files) {
    const found = findFile(objectKey, file, names)
    if (typeof found === 'string') keys.push(found)
    else if (found !== undefined) ambiguous.push(found)
  }
  return { keys: [...new Set(keys)], ambiguous }
}

/** The media key of one named file; a list where several fit equally. */
function findFile(
  jsonKey: string,
  file: NamedFile,
  names: ReadonlyMap<string, readonly string[]>,
): string | readonly string[] | undefined {
  const paths = [file.filename, file.location && decodeLocation(file.location)].filter(
    (path) => path !== undefined,
  )
  const folder = jsonKey.slice(0, jsonKey.lastIndexOf('/') + 1)
  for (const path of paths) {
    const beside = folder + baseName(path)
    if (names.get(baseName(path))?.includes(beside)) return beside
  }
  for (const path of paths) {
    const keys = names.get(baseName(path)) ?? []
    // Keys that end the path lie inside each other: the longest agrees with it furthest.
    const inner = keys.filter((key) => isSuffix(path, key)).sort((a, b) => b.length - a.length)
    if (inner[0] !== undefined) return inner[0]
    const outer = keys.filter((key) => isSuffix(key, path))
    if (outer.length > 0) return outer.length === 1 ? outer[0] : outer
  }
  return undefined
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const isSuffix = (whole: string, end: string): boolean => whole === end || whole.endsWith(`/${end}`)

/** A URL's path without its escapes; text that only looks like one stays as it is. */
function decodeLocation(location: string): string {
  const path = location.replace(/[?#].*$/, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
