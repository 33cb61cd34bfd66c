/** One page for a file of tests; each test finds it as new, with the usual answers. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { findWrong } from '../axe.ts'
import { openOnePage, type OnePage } from '../onePage.ts'
import { ANSWERS } from './answers.ts'
import { servePage, type FakePage } from './servePage.ts'

/** A step that takes longer is stuck: the test says which. */
const STEP_MS = 12_000

export interface PlacesPage {
  readonly fake: FakePage
  readonly page: Page
  open(path: string): Promise<void>
  openSession(search?: string): Promise<void>
  /** Fails with what axe has found. */
  seeNothingWrong(): Promise<void>
}

/** Call at the top of a file; what it returns is filled before each test. */
export function usePlacesPage(): PlacesPage {
  let tab: OnePage
  let hasFailed = false
  const at = {
    fake: undefined as unknown as FakePage,
    page: undefined as unknown as Page,
    async open(path: string) {
      await at.page.goto(at.fake.url + path)
      await at.page.getByRole('banner').waitFor({ timeout: 60_000 })
    },
    async openSession(search = '') {
      await at.open(`/s/RM_1${search}`)
      await at.page.waitForFunction(() => window.lockstep !== undefined)
    },
    async seeNothingWrong() {
      await at.page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
      expect(await findWrong(at.page)).toEqual([])
    },
  }

  beforeAll(async () => {
    at.fake = await servePage()
    tab = await openOnePage({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
  }, 120_000)
  afterAll(async () => {
    await tab?.close()
    await at.fake?.close()
  })
  beforeEach(async () => {
    at.fake.setGone(false)
    at.fake.answers = ANSWERS
    at.fake.desk = undefined
    at.page = await tab.renew(at.fake.url, hasFailed)
    at.page.setDefaultTimeout(STEP_MS)
    at.fake.asked.length = 0
  })
  afterEach(({ task }) => {
    hasFailed = task.result?.state === 'fail'
  })
  return at
}
