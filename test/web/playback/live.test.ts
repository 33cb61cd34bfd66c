/** The player in a real browser over made media: what the canvases hold is read, not what the engine says. */
import * as fc from 'fast-check'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCells } from '../../../fixtures/cells.ts'
import { expectFrame } from '../../support/judge.ts'
import { readTiles } from '../../support/judgePage.ts'
import { openPlayed, waitIdle, type Played } from '../../support/playback/openPlayed.ts'
import { makeVariedSession } from '../../support/playback/sessions.ts'

const PATIENT = 120_000

let played: Played

beforeAll(async () => {
  played = await openPlayed(await makeVariedSession())
}, PATIENT)

afterAll(() => played?.close())

async function withPage(
  work: (page: Page) => Promise<void>,
  { query = '', before }: { query?: string; before?: (page: Page) => Promise<void> } = {},
): Promise<void> {
  const page = await played.browser.newPage({ viewport: { width: 1280, height: 800 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  try {
    await before?.(page)
    await page.goto(`${played.url}/${query}`)
    await waitIdle(page)
    await work(page)
    expect(errors).toEqual([])
  } finally {
    await page.close()
  }
}

async function seek(page: Page, t: number): Promise<void> {
  await page.evaluate((target) => window.lockstep!.player.seek(target), t)
  await waitIdle(page)
}

/** What each tile's canvas says it shows, by lane. */
async function readShown(page: Page): Promise<Record<string, number | undefined>> {
  const tiles = await readTiles(page)
  return Object.fromEntries(
    tiles.map(({ laneId, top, width, height }) => [laneId, readCells(top, width, height)?.index]),
  )
}

/** What each tile must show at `t`: lanes in a gap are left out. */
const expectShown = (t: number): Record<string, number> =>
  Object.fromEntries(
    played.lanes.flatMap((judged) => {
      const frame = expectFrame(judged, t)
      return frame ? [[judged.lane.laneId, frame.index]] : []
    }),
  )

const MOMENTS = [5_000_000, 1_700_000, 9_333_333, 15_250_000, 11_100_000, 2_033_333, 7_600_000]

type Command =
  | { readonly do: 'seek' | 'scrub'; readonly t: number }
  | { readonly do: 'step'; readonly frames: number }
  | { readonly do: 'setRate'; readonly rate: number }
  | { readonly do: 'play' | 'pause' | 'endScrub' }

const moment = fc.integer({ min: 0, max: 19_000_000 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('seek' as const, 'scrub' as const), t: moment }),
  fc.record({ do: fc.constant('step' as const), frames: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ do: fc.constant('setRate' as const), rate: fc.constantFrom(0.25, 0.5, 1, 2, 4) }),
  fc.record({ do: fc.constantFrom('play' as const, 'pause' as const, 'endScrub' as const) }),
)

/** Runs commands in the page, one a tick, and leaves it paused. */
const obey = (page: Page, commands: readonly Command[]): Promise<void> =>
  page.evaluate(async (list) => {
    const { player } = window.lockstep!
    for (const one of list) {
      if (one.do === 'seek' || one.do === 'scrub') player[one.do](one.t)
      else if (one.do === 'step') player.step(one.frames)
      else if (one.do === 'setRate') player.setRate(one.rate)
      else player[one.do]()
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    player.endScrub()
    player.pause()
  }, commands)

describe('the player', { timeout: PATIENT }, () => {
  it('lands every tile on the exact frame, forwards, backwards, over a mute and a rejoin', () =>
    withPage(async (page) => {
      for (const t of MOMENTS) {
        await seek(page, t)
        expect(await readShown(page), `at ${t} µs`).toEqual(expectShown(t))
      }
    }))

  it('lets the newest of many seeks win', () =>
    withPage(async (page) => {
      await page.evaluate((moments) => {
        for (const t of moments) window.lockstep!.player.seek(t)
      }, MOMENTS)
      await waitIdle(page)
      expect(await readShown(page)).toEqual(expectShown(MOMENTS.at(-1)!))
    }))

  it('steps so that each frame of the focused lane is shown once, both ways', () =>
    withPage(async (page) => {
      await seek(page, 6_900_000)
      await page.evaluate(() => window.lockstep!.player.setFocus('ms/camera'))
      const seen: (number | undefined)[] = []
      for (const direction of [1, 1, 1, 1, 1, 1, -1, -1, -1]) {
        await page.evaluate((frames) => window.lockstep!.player.step(frames), direction)
        await waitIdle(page)
        seen.push((await readShown(page))['ms/camera'])
      }
      expect(seen).toEqual([208, 209, 210, 211, 212, 213, 212, 211, 210])
    }))

  it('shows the key frame while scrubbing, and the exact one after a rest', () =>
    withPage(async (page) => {
      const target = 7_000_000
      await page.evaluate((t) => window.lockstep!.player.scrub(t), target)
      await page.waitForFunction(() => window.lockstep!.player.reading('ms/camera')?.preview)
      await page.waitForFunction(() => {
        const reading = window.lockstep!.player.reading('ms/camera')
        return reading?.state === 'ok' && !reading.preview
      })
      expect((await readShown(page))['ms/camera']).toBe(210)
      await page.evaluate(() => window.lockstep!.player.endScrub())
      await waitIdle(page)
      expect(await readShown(page)).toEqual(expectShown(target))
    }))

  it('says why a tile has no picture', () =>
    withPage(async (page) => {
      await seek(page, 9_333_333)
      const card = (laneId: string) => page.locator(`[data-lane="${laneId}"] [role=status]`).innerText()
      expect(await card('leo/camera')).toContain("Leo's camera is muted")
      expect(await card('mia/camera')).toContain('rejoins')
      await page.locator('[data-lane="mia/camera"]').getByRole('button', { name: 'jump' }).click()
      await waitIdle(page)
      expect(await readShown(page)).toEqual(expectShown(11_003_003))
    }))

  it('is right after any commands in any order, without a wait between them', () =>
    withPage(async (page) => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
          await obey(page, commands)
          await waitIdle(page)
          const t = await page.evaluate(() => window.lockstep!.player.now())
          expect(await readShown(page), `at ${t} µs`).toEqual(expectShown(t))
        }),
        { numRuns: 8, endOnFailure: true },
      )
    }))

  it('says that no tile can be shown where none can, and measures nothing', () =>
    withPage(
      async (page) => {
        const chip = page.locator('[data-sync]')
        const count = played.lanes.length
        await seek(page, 5_000_000)
        await chip.getByText(`${count} of ${count} failed`, { exact: true }).waitFor()
        expect(await chip.locator('[data-tone]').getAttribute('data-tone')).toBe('bad')
        await page.evaluate(() => window.lockstep!.player.play())
        await page.waitForFunction(() => window.lockstep!.player.now() > 5_300_000)
        const { summary, run } = await page.evaluate(() => {
          const { player } = window.lockstep!
          return { summary: player.summary(), run: player.readRun() }
        })
        expect(summary).toMatchObject({ failed: count, tiles: count, samples: 0 })
        expect([summary.worstFrames, run]).toEqual([undefined, undefined])
      },
      {
        before: async (page) => {
          await page.route('**/media/**', (route) => route.fulfill({ status: 404 }))
        },
      },
    ))

  it('loops a segment', () =>
    withPage(async (page) => {
      await page.getByRole('button', { name: 'loop segment' }).click()
      await seek(page, 6_200_000)
      await page.evaluate(() => window.lockstep!.player.play())
      await page.waitForFunction(() => window.lockstep!.player.now() < 5_000_000)
      expect(await page.evaluate(() => window.lockstep!.player.state.getState().playing)).toBe(true)
    }))

  it('lands exactly with video elements where WebCodecs is missing, and says so', () =>
    withPage(
      async (page) => {
        for (const t of MOMENTS.slice(0, 4)) {
          await seek(page, t)
          expect(await readShown(page), `at ${t} µs`).toEqual(expectShown(t))
        }
        expect(await page.locator('[data-sync]').innerText()).toContain('fallback')
      },
      { query: '?engine=video' },
    ))

  it('lets video elements show themselves, holds them on the clock, and keeps the display at its rate', () =>
    withPage(
      async (page) => {
        await seek(page, 5_000_000)
        const standing = page.locator('[data-tile] video')
        expect(await standing.count()).toBe(Object.keys(expectShown(5_000_000)).length)
        expect(await page.locator('[data-pacer]').count()).toBe(0)
        await page.evaluate(() => window.lockstep!.player.play())
        await page.waitForFunction(() => {
          const film = document.querySelector<HTMLVideoElement>('[data-pacer]')
          const { samples, exact } = window.lockstep!.player.summary()
          return film && film.getVideoPlaybackQuality().totalVideoFrames > 30 && samples > 60 && exact > 0
        })
        await page.evaluate(() => window.lockstep!.player.pause())
        await seek(page, 7_600_000)
        expect(await readShown(page)).toEqual(expectShown(7_600_000))
        const times = await page.evaluate(() => Object.values(window.lockstep!.player.trace().draws))
        for (const log of times.map((draws) => draws.map(({ p }) => p)))
          expect(log).toEqual(log.toSorted((a, b) => a - b))
        await page.waitForFunction(() => document.querySelector<HTMLVideoElement>('[data-pacer]')!.paused)
      },
      { query: '?engine=video' },
    ))

  it('shows the focused tile with the element itself where WebCodecs is missing, on the same frame', () =>
    withPage(
      async (page) => {
        await page.locator('[data-lane="ms/camera"]').dblclick()
        const shown = page.locator('.video-js video')
        await shown.waitFor()
        for (const t of [5_000_000, 15_250_000, 9_333_333]) {
          await seek(page, t)
          expect(await readShown(page), `at ${t} µs`).toEqual(expectShown(t))
          const mediaUs = (await shown.evaluate((video: HTMLVideoElement) => video.currentTime)) * 1e6
          expect(Math.abs(mediaUs - t)).toBeLessThan(34_000)
        }
        await page.locator('[data-lane="ms/camera"]').dblclick()
        await shown.waitFor({ state: 'detached' })
        await seek(page, 7_600_000)
        expect(await readShown(page)).toEqual(expectShown(7_600_000))
      },
      {
        before: async (page) => {
          await page.addInitScript(() => void Reflect.deleteProperty(window, 'VideoDecoder'))
        },
      },
    ))

  it('plays a recording shifted while a nudge is tried out, and as it lay after', () =>
    withPage(async (page) => {
      const leo = async (): Promise<number | undefined> => (await readShown(page))['leo/camera']
      await seek(page, 5_000_000)
      const before = await leo()
      const shift = (byUs: number): Promise<void> =>
        page.evaluate((us) => {
          const { player, session } = window.lockstep!
          const lane = session.lanes.find(({ laneId }) => laneId === 'leo/camera')!
          player.preview(us === 0 ? {} : { [lane.recordings[0]!.recordingId]: us })
        }, byUs)
      await shift(200_000)
      await waitIdle(page)
      expect(await leo()).toBe(before! - 5)
      await shift(-400_000)
      await waitIdle(page)
      expect(await leo()).toBe(before! + 10)
      await shift(0)
      await waitIdle(page)
      expect(await readShown(page)).toEqual(expectShown(5_000_000))
    }))

  it('leaves a lane whose decoder fails to a video element', () =>
    withPage(
      async (page) => {
        await seek(page, 5_000_000)
        expect(await readShown(page)).toEqual(expectShown(5_000_000))
      },
      {
        before: async (page) => {
          await page.addInitScript(() => {
            const { prototype } = VideoDecoder
            const configure = Reflect.get(prototype, 'configure')
            prototype.configure = function (config) {
              if (config.codec.startsWith('vp'))
                throw new DOMException('no such decoder here', 'NotSupportedError')
              configure.call(this, config)
            }
          })
        },
      },
    ))
})
