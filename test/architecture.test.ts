/** The house's import table, run: what stands in a folder may use only what its row names. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const PURE = [
  'core/time',
  'core/model',
  'core/clock',
  'core/formats',
  'core/timeline',
  'core/protocol',
  'core/certificate',
]
const CORE = [...PURE, 'core/media', 'core/storage', 'core/catalog']

const CAPTURE = [
  'model',
  'bucket',
  'room',
  'store',
  'journal',
  'stream',
  'embedded',
  'egress',
  'text',
  'live',
  'api',
].map((name) => `capture/${name}`)

/** Folder → the folders it may import, besides itself. The longest matching folder is a file's room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/time': [],
  'core/model': ['core/time'],
  'core/clock': ['core/time', 'core/model'],
  'core/formats': ['core/time', 'core/model'],
  'core/timeline': ['core/time', 'core/model', 'core/clock'],
  'core/protocol': ['core/time', 'core/model', 'core/timeline'],
  'core/certificate': ['core/time', 'core/model', 'core/protocol'],
  'core/media': PURE,
  'core/storage': PURE,
  'core/catalog': PURE,
  ingest: CORE,
  export: CORE,
  review: CORE,
  'capture/model': CORE,
  'capture/bucket': [...CORE, 'capture/model'],
  'capture/room': [...CORE, 'capture/model'],
  'capture/store': [...CORE, 'capture/model'],
  'capture/journal': [...CORE, 'capture/model', 'capture/bucket'],
  'capture/stream': [...CORE, 'capture/model'],
  'capture/embedded': [...CORE, 'capture/model', 'capture/bucket'],
  'capture/egress': [...CORE, 'capture/model', 'capture/bucket'],
  'capture/text': [...CORE, 'capture/model', 'capture/bucket', 'capture/journal'],
  'capture/live': [
    ...CORE,
    ...['model', 'bucket', 'room', 'store', 'journal', 'embedded', 'egress', 'text'].map(
      (name) => `capture/${name}`,
    ),
  ],
  'capture/api': [
    ...CORE,
    ...['model', 'bucket', 'store', 'egress', 'live'].map((name) => `capture/${name}`),
  ],
  'app/server': [...CORE, 'ingest', 'export', 'review'],
  'app/web': PURE,
  fixtures: PURE,
  cli: [...CORE, 'ingest', 'export', 'review', 'app/server', 'fixtures', ...CAPTURE],
}

/** Folders whose types alone may be taken, erased before anything runs. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'core/media': ['core/storage'],
  'app/web': ['app/server', 'capture/model', 'capture/api'],
}

const LINES_OF_ONE_IDEA = 350

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function listSources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return name === 'node_modules' ? [] : listSources(path)
    return /\.(ts|tsx|mjs)$/.test(name) ? [path] : []
  })
}

const rooms = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length)
const findRoom = (path: string): string | undefined =>
  rooms.find((room) => path === room || path.startsWith(`${room}/`))
const portable = (path: string): string => relative(root, path).replaceAll('\\', '/')

const files = ['cli', 'app', 'core', 'ingest', 'export', 'review', 'capture', 'fixtures']
  .map((folder) => join(root, folder))
  .flatMap(listSources)

const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(IMPORT)].map((match) => ({
    from: portable(file),
    to: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }))
})

const local = imports
  .filter((one) => one.to.startsWith('.'))
  .map((one) => ({ ...one, to: portable(resolve(root, dirname(one.from), one.to)) }))

describe('the house', () => {
  it('has sources to look at', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(local.length).toBeGreaterThan(50)
  })

  it('imports one way', () => {
    const wrong = local.filter(({ from, to, typeOnly }) => {
      const room = findRoom(from)
      const target = findRoom(to)
      if (!room || !target || room === target) return false
      if (typeOnly && MAY_IMPORT_TYPES[room]?.includes(target)) return false
      return !MAY_IMPORT[room]?.includes(target)
    })
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('names a room for each import', () => {
    const lost = local.filter(({ to }) => !findRoom(to) && !to.startsWith('package.json'))
    expect(lost.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('keeps Node out of pure core and of the page', () => {
    const pure = [...PURE, 'app/web']
    const wrong = imports.filter(
      ({ from, to }) => to.startsWith('node:') && pure.includes(findRoom(from) ?? ''),
    )
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('asks the server from below: app/web/api takes only widgets of the rest of the page', () => {
    const wrong = local.filter(
      ({ from, to }) =>
        from.startsWith('app/web/api/') &&
        to.startsWith('app/web/') &&
        !/^app\/web\/(api|widgets)\//.test(to),
    )
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('touches video elements and WebCodecs in app/web/playback alone', () => {
    const wrong = files
      .map(portable)
      .filter((file) => file.startsWith('app/web/') && !file.startsWith('app/web/playback/'))
      // What is live is not played in lockstep: one file owns its elements.
      .filter((file) => file !== 'app/web/capture/live/LiveElements.tsx')
      .filter((file) =>
        /new VideoDecoder|<video|createElement\('video'\)/.test(readFileSync(join(root, file), 'utf8')),
      )
    expect(wrong).toEqual([])
  })

  it('has no import cycle', () => {
    const edges = new Map<string, string[]>()
    for (const { from, to, typeOnly } of local)
      if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to])
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
        return
      }
      state.set(file, 'open')
      for (const next of edges.get(file) ?? []) visit(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of edges.keys()) visit(file, [])
    expect(cycles).toEqual([])
  })

  it('holds one idea a file', () => {
    const outgrown = files
      .map((file) => ({ file: portable(file), lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > LINES_OF_ONE_IDEA)
    expect(outgrown).toEqual([])
  })
})
