/**
 * The lesson as it was generated, once for all that walk through it. Nobody writes into it: what a test needs broken
 * is a copy (`copyLesson`).
 */
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
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

/** Generates it into a new folder: `bucket/` and `truth.json`. */
export async function makeLesson(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-lesson-'))
  await mustLockstep(['fixtures', 'lesson', '--out', folder])
  return folder
}

/**
 * Before the first test file of a run; what it returns ends it. The parts of one whole test share a lesson: it is in the
 * folder that LOCKSTEP_TEST_SCRATCH names, once the first of them has made it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = env['LOCKSTEP_TEST_SCRATCH']
  const kept = shared === undefined ? undefined : join(shared, 'lesson')
  const made = kept !== undefined && existsSync(kept) ? kept : await makeLesson()
  if (kept === undefined) {
    project.provide('lessonFolder', made)
    return () => rm(made, { recursive: true, force: true })
  }
  if (made !== kept) await rename(made, kept)
  project.provide('lessonFolder', kept)
  return async () => undefined
}

/** A bucket of one's own, with the times its files were written at. */
export const copyLesson = (lessonFolder: string, to: string): Promise<void> =>
  cp(join(lessonFolder, 'bucket'), to, { recursive: true, preserveTimestamps: true })
