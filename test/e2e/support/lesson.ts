/**
 * The lesson as it was generated, once for all that walk through it. Nobody writes into it: what a test needs broken
 * is a copy (`copyLesson`).
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Before the first test file of a run; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeLesson()
  project.provide('lessonFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}

/** A bucket of one's own, with the times its files were written at. */
export const copyLesson = (lessonFolder: string, to: string): Promise<void> =>
  cp(join(lessonFolder, 'bucket'), to, { recursive: true, preserveTimestamps: true })
