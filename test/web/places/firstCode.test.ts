/** How much code a place needs before it can paint, by the build's own list of what imports what. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { buildWeb } from '../../../cli/buildWeb.ts'

const root = join(import.meta.dirname, '../../..')
const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).optional() }),
)

it.each([
  ['the list of sessions', 'sessions/SessionsPlace.tsx'],
  ['the workbench', 'workbench/WorkbenchPlace.tsx'],
])('%s paints after at most 350 kB of JavaScript, gzipped, in at most 40 files', async (_, place) => {
  const folder = await buildWeb(root, process)
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')),
  )
  const wanted = new Set<string>()
  const want = (name: string): void => {
    if (wanted.has(name)) return
    wanted.add(name)
    manifest[name]!.imports?.forEach(want)
  }
  want('index.html')
  want(place)
  const files = [...wanted].map((name) => manifest[name]!.file)
  expect(files.length).toBeLessThanOrEqual(40)
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(folder, file)), { level: 9 }).length),
  )
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThanOrEqual(350_000)
})
