/**
 * Opens the page of publishing people in headless Chromium. One page holds several people; a browser that stands behind
 * or is hidden draws slowly, so all are in one page by default.
 *
 *   const stage = await openPublishers()
 *   const leo = await stage.createPerson({ identity: 'leo', cellId: 3 })
 *   const { camera, microphone } = await leo.join(url, token)
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { build, preview } from 'vite'
import { launchBrowser } from '../browser.ts'
import type { PersonOptions, PublishedIds } from './publisherPage/main.ts'
import type { Truth } from './publisherPage/truth.ts'

/** Without the permissions a page that has a loopback alone gathers no addresses. */
const FLAGS = ['--allow-loopback-in-peer-connection', '--use-fake-ui-for-media-stream']

export interface Person {
  readonly identity: string
  /** Joins and publishes microphone and camera; may be called again after `leave`. */
  join(url: string, token: string): Promise<PublishedIds>
  leave(): Promise<void>
  /** Both, or those of one kind. */
  mute(kind?: 'audio' | 'video'): Promise<void>
  unmute(kind?: 'audio' | 'video'): Promise<void>
  /** Returns the track's id; its cells have the id of the person's plus 128. */
  shareScreen(): Promise<string | undefined>
  stopScreen(): Promise<void>
  sendData(text: string, topic: string, reliable?: boolean): Promise<void>
  sendText(text: string, topic: string): Promise<void>
  sendChat(text: string): Promise<void>
  truth(): Promise<Truth>
}

export interface PublisherStage {
  readonly page: Page
  createPerson(options: PersonOptions): Promise<Person>
  close(): Promise<void>
}

export async function openPublishers(): Promise<PublisherStage> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-publisher-page-'))
  const config = {
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL('publisherPage', import.meta.url)),
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome120',
      chunkSizeWarningLimit: 2000,
      minify: false,
    },
    preview: { host: '127.0.0.1', port: 0 },
  } as const
  await build(config)
  const server = await preview(config)
  const origin = new URL(server.resolvedUrls?.local[0] ?? '').origin
  const browser = await launchBrowser(FLAGS)
  const context = await browser.newContext()
  await context.grantPermissions(['microphone', 'camera'], { origin })
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForFunction(() => 'people' in window)
  return {
    page,
    createPerson: async (options) => {
      await page.evaluate((given) => window.people.create(given), options)
      return describePerson(page, options.identity)
    },
    close: async () => {
      await browser.close()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function describePerson(page: Page, identity: string): Person {
  return {
    identity,
    join: (url, token) =>
      page.evaluate(([who, to, by]) => window.people.get(who).join(to, by), [identity, url, token] as const),
    leave: () => page.evaluate((who) => window.people.get(who).leave(), identity),
    mute: (kind) =>
      page.evaluate(([who, what]) => window.people.get(who).mute(what), [identity, kind] as const),
    unmute: (kind) =>
      page.evaluate(([who, what]) => window.people.get(who).unmute(what), [identity, kind] as const),
    shareScreen: () => page.evaluate((who) => window.people.get(who).shareScreen(), identity),
    stopScreen: () => page.evaluate((who) => window.people.get(who).stopScreen(), identity),
    sendData: (text, topic, reliable = true) =>
      page.evaluate(([who, what, about, sure]) => window.people.get(who).sendData(what, about, sure), [
        identity,
        text,
        topic,
        reliable,
      ] as const),
    sendText: (text, topic) =>
      page.evaluate(([who, what, about]) => window.people.get(who).sendText(what, about), [
        identity,
        text,
        topic,
      ] as const),
    sendChat: (text) =>
      page.evaluate(([who, what]) => window.people.get(who).sendChat(what), [identity, text] as const),
    truth: () => page.evaluate((who) => window.people.get(who).truth(), identity),
  }
}
