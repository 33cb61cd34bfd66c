/** Sessions of microphones alone, and a page that plays them, for judging sound. */
import type { Browser, Page } from 'playwright-core'
import { buildPage } from './buildPage.ts'
import { makeSound } from './makeMedia.ts'
import { serveSession } from './serveSession.ts'
import { describeSession, type MadeSession } from './sessions.ts'
import { judgeSound, type SoundReading } from './soundJudge.ts'
import { tapSound, type Heard } from './soundTap.ts'

/** `count` microphones with a short tone at each second, each placed a little apart. */
export async function makeTones(count: number): Promise<MadeSession> {
  const path = await makeSound('ms', 20, 440)
  return describeSession(
    `tones ${count}`,
    Array.from({ length: count }, (_, at) => ({
      identity: `person ${at + 1}`,
      source: 'microphone',
      recordings: [{ offsetUs: (at * 13_700) % 400_000, path, isSound: true }],
    })),
  )
}

/** One microphone with a tone that never breaks off, in two recordings that touch, the second under a third. */
export async function makeSteady(): Promise<MadeSession> {
  const path = await makeSound('steady', 8, 440, 1)
  const offsets = [0, 8_000_000, 14_000_000]
  return describeSession('steady', [
    {
      identity: 'ms',
      source: 'microphone',
      recordings: offsets.map((offsetUs) => ({ offsetUs, path, isSound: true })),
    },
  ])
}

export interface SoundPages {
  /** Opens a session's page, listened to, and closes it after the work. Throws what the page threw. */
  open<Result>(made: MadeSession, work: (page: Page) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export async function buildSoundPages(browser: Browser): Promise<SoundPages> {
  const built = await buildPage('soundPage')
  return {
    async open(made, work) {
      const served = await serveSession(made.session, made.files, built.folder)
      const page = await browser.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      try {
        await tapSound(page)
        await page.goto(served.url)
        await page.waitForFunction(() => window.lockstep)
        const result = await work(page)
        if (errors.length > 0) throw new Error(errors.join('; '))
        return result
      } finally {
        await page.close()
        await served.close()
      }
    },
    close: () => built.close(),
  }
}

/** Plays from `fromUs` at a rate; resolves when session time `atUs` is reached. */
export async function playTo(
  page: Page,
  { rate = 1, fromUs, atUs }: { rate?: number; fromUs: number; atUs: number },
): Promise<void> {
  await page.evaluate(
    ({ speed, from }) => {
      const { player } = window.lockstep!
      player.pause()
      player.setRate(speed)
      player.seek(from)
      player.play()
    },
    { speed: rate, from: fromUs },
  )
  await page.waitForFunction((t) => window.lockstep!.player.now() >= t, atUs)
}

/** Listens from now until session time `untilUs`. */
export async function listenTo(page: Page, untilUs: number): Promise<Heard> {
  // Twice, because what the first puts in place can itself be heard.
  for (const _ of [1, 2]) await page.evaluate(() => window.ear!.listen())
  await page.waitForFunction((t) => window.lockstep!.player.now() >= t, untilUs)
  return page.evaluate(() => window.ear!.heard())
}

/** What was heard, against the page's own clock. */
export async function judgePage(page: Page, heard: Heard): Promise<SoundReading> {
  const truth = await page.evaluate(() => {
    const { player, session } = window.lockstep!
    const { rate } = player.state.getState()
    const offsetsUs = session.lanes.map((lane) => lane.recordings[0]!.placement!.offsetUs)
    return { clock: player.trace().clock, rate, offsetsUs }
  })
  return judgeSound(heard, truth)
}

const SAMPLES_A_MS = 48

/** Spread between the lanes' tones of each second, ms, to a part of a sample: rendered offline, by cross-correlation. */
export async function readSpreads(page: Page, rate: number, seconds: number): Promise<number[]> {
  const plan = { fromUs: 1_600_000, rate, seconds }
  const { lanes } = await page.evaluate((what) => window.offline!.tones(what), plan)
  const heard = Math.min(...lanes.map(({ length }) => length))
  return Array.from({ length: heard }, (_, second) => {
    const lags = lanes.map((tones) => tones[second]!.lag)
    return (Math.max(...lags) - Math.min(...lags)) / SAMPLES_A_MS
  })
}
