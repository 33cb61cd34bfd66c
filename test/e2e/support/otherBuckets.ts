/** The buckets beside the lesson: what a real LiveKit wrote, the one in which all is wrong, and one with many sessions. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { mustLockstep } from '../../support/program.ts'
import { realBucket } from '../../support/realBucket.ts'
import { openBucket, openWorkbench, type OpenBucket } from './openBucket.ts'
import type { Place } from './places.ts'

export interface OtherBuckets {
  readonly places: readonly Place[]
  close(): Promise<void>
}

/** The real bucket is left out where it is not at hand. */
export async function openOtherBuckets(): Promise<OtherBuckets> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-buckets-'))
  const opened = new Map<string, OpenBucket>()
  for (const [name, size] of [
    ['hostile', []],
    ['big', ['--sessions', '120', '--tracks', '12', '--seconds', '20']],
  ] as const) {
    await mustLockstep(['fixtures', name, ...size, '--out', join(folder, name)])
    opened.set(name, await openBucket([join(folder, name, 'bucket')]))
  }
  if (realBucket) {
    const real = join(folder, 'real')
    await cp(join(realBucket, 'bucket'), real, { recursive: true, preserveTimestamps: true })
    await cp(join(realBucket, 'sidecars'), real, { recursive: true, preserveTimestamps: true })
    opened.set('real', await openBucket([real]))
  }
  return {
    places: [...opened].flatMap(([name, bucket]) => placesOf(name, bucket)),
    async close() {
      await Promise.all([...opened.values()].map((bucket) => bucket.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const goto = (url: string) => async (page: Page) => {
  await page.goto(url)
  await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
}

function placesOf(name: string, bucket: OpenBucket): Place[] {
  const session = `${bucket.url}/s/${encodeURIComponent(bucket.session.sessionId)}`
  const middle = bucket.session.durationUs / 2e6
  return [
    { name: `${name}-sessions`, open: goto(bucket.url) },
    { name: `${name}-workbench`, open: (page) => openWorkbench(page, bucket, `?t=${middle}`) },
    { name: `${name}-findings`, open: (page) => openWorkbench(page, bucket, `?t=${middle}&panel=findings`) },
    { name: `${name}-health`, open: goto(`${session}/health`) },
  ]
}
