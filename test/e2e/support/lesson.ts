/**
 * The lesson as it was generated, ingested, with its proxies: once for all that walk through it. Nobody writes into it:
 * they open a copy of its catalog (`copyCatalog`), or break one of its bucket (`copyLesson`).
 */
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import type { TestProject } from 'vitest/node'
import { mustLockstep } from '../../support/program.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    lessonFolder: string
  }
}

const CATALOG = 'catalog.duckdb'

/** Makes it into a folder, a new one unless it is given: `bucket/`, `truth.json` and a catalog; whole or not at all. */
export async function makeLesson(into?: string): Promise<string> {
  const folder = into ?? (await mkdtemp(join(tmpdir(), 'lockstep-lesson-')))
  const catalog = join(folder, CATALOG)
  try {
    await mustLockstep(['fixtures', 'lesson', '--out', folder])
    await mustLockstep(['ingest', join(folder, 'bucket'), '--catalog', catalog, '--json'])
    await mustLockstep(['proxies', '--all', '--catalog', catalog, '--json'])
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return folder
}

/** Where the parts of one whole test share it: in the folder that LOCKSTEP_TEST_SCRATCH names. */
const sharedFolder = (): string | undefined =>
  env['LOCKSTEP_TEST_SCRATCH'] && join(env['LOCKSTEP_TEST_SCRATCH'], 'lesson')

/** Before the first test file of a run; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = sharedFolder()
  const folder = shared !== undefined && existsSync(shared) ? shared : await makeLesson(shared)
  project.provide('lessonFolder', folder)
  return async () => (folder === shared ? undefined : rm(folder, { recursive: true, force: true }))
}

/** A bucket of one's own, with the times its files were written at. */
export const copyLesson = (lessonFolder: string, to: string): Promise<void> =>
  cp(join(lessonFolder, 'bucket'), to, { recursive: true, preserveTimestamps: true })

/** A catalog of one's own, with all that was derived. */
export async function copyCatalog(lessonFolder: string, to: string): Promise<void> {
  const made = join(lessonFolder, CATALOG)
  await cp(made, to)
  await cp(`${made}.cache`, `${to}.cache`, { recursive: true, preserveTimestamps: true })
}

if (import.meta.main) await makeLesson(sharedFolder())
