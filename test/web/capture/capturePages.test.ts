/** The capture pages as they are built, before a made backend: what a participant and an operator meet. */
import { RoomServiceClient } from 'livekit-server-sdk'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRecorderToken } from '../../../capture/room/token.ts'
import { buildWeb } from '../../../cli/buildWeb.ts'
import { addRecordedNotice } from '../../../core/protocol/recordedNotice.ts'
import { launchBrowser } from '../../support/browser.ts'
import { startLivekit, type LivekitServer } from '../../support/livekit.ts'
import { findWrong } from '../axe.ts'
import { serveCapture, type FakeCapture } from './fakeCapture.ts'
import { BUCKET, makeRoom, makeRooms, SILENT } from './makeRooms.ts'

const root = join(import.meta.dirname, '../../..')
let fake: FakeCapture
let livekit: LivekitServer
let browser: Browser
let page: Page

beforeAll(async () => {
  fake = await serveCapture(await buildWeb(root, process))
  livekit = await startLivekit()
  browser = await launchBrowser([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
  ])
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera', 'microphone'],
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  page.setDefaultTimeout(12_000)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await Promise.all([fake?.close(), livekit?.stop()])
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const isTooWide = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('html, main')].some((one) => one.scrollWidth > one.clientWidth),
  )

describe('joining', () => {
  it('shows the card on a phone, wants the consent, and says why one cannot join', async () => {
    await page.goto(`${fake.url}/join/a-code`)
    await page.getByRole('heading', { name: 'Interview 7: reading in pairs' }).waitFor()
    await page.getByRole('combobox', { name: 'Camera' }).waitFor()
    await page.getByRole('img', { name: 'Level of the microphone' }).waitFor()
    expect(await isTooWide()).toBe(false)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, input[type=text]')]
        .map((one) => one.getBoundingClientRect().height)
        .filter((height) => height > 0 && height < 44),
    )
    expect(small).toEqual([])
    expect(await button('Join').isDisabled()).toBe(true)
    expect(await findWrong(page)).toEqual([])
    await page.getByRole('checkbox').check()
    fake.answers = {
      'POST /join/a-code': { status: 409, json: { code: 'room_full', message: 'room has its 2 people' } },
    }
    await button('Join').click()
    await page.getByRole('alert').getByText('The room is full').waitFor()
    expect(fake.sent.at(-1)).toEqual({
      route: 'POST /join/a-code',
      body: { name: 'Ada Novak', consentVersion: 3 },
    })
    fake.card = { ...fake.card, consentVersion: 4 }
    fake.answers = {
      'POST /join/a-code': {
        status: 409,
        json: { code: 'consent_outdated', message: 'it is version 4 now' },
      },
    }
    await button('Join').click()
    await page.getByText('Version 4; kept with the recording').waitFor()
    expect(await page.getByRole('checkbox').isChecked()).toBe(false)
    await page.goto(`${fake.url}/join/cut-off`)
    await page.getByRole('heading', { name: 'This link leads to no room' }).waitFor()
  })

  it('tells a person in a real room while they, or others, are being recorded', async () => {
    const { room, identity } = fake.card
    const token = await livekit.createToken(room, identity)
    fake.answers = { 'POST /join/a-code': { json: { livekitUrl: livekit.url, token } } }
    await page.goto(`${fake.url}/join/a-code`)
    await page.getByRole('switch', { name: /^Camera/ }).press('Space')
    await page.getByRole('switch', { name: /^Microphone/ }).press('Space')
    await page.getByRole('checkbox').check()
    await button('Join').click()
    await page.getByText('Nobody else is here yet').waitFor()
    const recorder = new WebSocket(
      `${livekit.url}/rtc?protocol=16&access_token=${await createRecorderToken({ ...livekit, room, identity: 'recorder', ttlSeconds: 60 })}`,
    )
    const rooms = new RoomServiceClient(livekit.url.replace('ws', 'http'), livekit.apiKey, livekit.apiSecret)
    const record = async (...recorded: string[]): Promise<void> => {
      await rooms.updateRoomMetadata(room, addRecordedNotice('', { recorded, room: false })!)
    }
    const notice = page.getByRole('status').getByText('being recorded')
    await record(identity)
    await notice.getByText('Being recorded', { exact: true }).waitFor()
    expect(await isTooWide()).toBe(false)
    expect(await findWrong(page)).toEqual([])
    await record('p-099')
    await notice.getByText('Others are being recorded').waitFor()
    await record()
    await notice.waitFor({ state: 'detached' })
    recorder.close()
    await button('Leave').click()
    await page.getByRole('heading', { name: 'You have left the room' }).waitFor()
  })
})

describe('operating', () => {
  it('signs in, pages the wall, follows events, shows alerts, and marks a moment by a key', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    fake.answers = {}
    fake.rooms = []
    await page.goto(`${fake.url}/#code=once`)
    await page.getByText('No rooms yet').waitFor()
    expect(page.url()).not.toContain('once')
    fake.rooms = makeRooms(100)
    await page.locator('input[type=file]').setInputFiles({
      name: 'study.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('room,identity,name,date'),
    })
    await page.getByText('75 live').waitFor()
    // What became of the sheet outlives the place it was chosen at.
    await page.getByText('Line 3: no identity').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('up to date').waitFor()
    const tiles = page.getByRole('list', { name: 'Rooms' }).locator(':scope > li')
    expect(await tiles.count()).toBe(50)
    fake.alerts = [BUCKET]
    await button('Page 2').click()
    await page.getByRole('link', { name: 'Interview 99' }).waitFor()
    fake.tell(makeRoom(99, { live: true, alerts: [SILENT] }))
    const alerts = page.getByRole('alert', { name: 'Alerts' })
    await alerts.getByText(SILENT.message).waitFor()
    await alerts.getByText(BUCKET.hint).waitFor()
    expect(await findWrong(page)).toEqual([])
    await alerts.getByRole('link', { name: 'interview-99' }).click()
    await page.getByRole('heading', { name: 'After' }).waitFor()
    await page.keyboard.press('m')
    await page.getByText('Set: Marker 1').waitFor()
    expect(fake.sent.at(-1)).toEqual({
      route: 'POST /projects/prj_1/rooms/interview-99/markers',
      body: { label: 'Marker 1' },
    })
  })
})
