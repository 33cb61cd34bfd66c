/**
 * A study day of half a minute, as people have it: a real LiveKit server and S3 server, `lockstep capture` with its
 * embedded recorder, two people who join by their links in a real browser, and a streamer with a film (where its library
 * finds a network). Alice turns microphone and camera off for five seconds, Bob leaves, comes again and shares his
 * screen, both write, the operator marks. Then the room ends and is brought in. Run as a script with a folder and a film;
 * leaves `bucket/` and `truth.json` in the folder.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { IngestState, RoomState } from '../../../capture/model/api.types.ts'
import { launchBrowser } from '../browser.ts'
import { startLivekit } from '../livekit.ts'
import { root } from '../program.ts'
import { startS3 } from '../s3.ts'
import { openCapture, type CaptureRun } from './captureRun.ts'
import { copyBucket } from './copyBucket.ts'
import {
  findSecrets,
  listenToPage,
  readCommandLines,
  readPlaces,
  type Places,
  type Secrets,
} from './secretSearch.ts'
import { buildFakeDevices } from './fakeDevices/fakeDevices.ts'
import type { DeviceTruth } from './fakeDevices/deviceTruth.ts'

export interface StudyDay {
  /** One a joining, in order. */
  readonly joinings: readonly { readonly identity: string; readonly devices: DeviceTruth }[]
  /** Of the streamer: when its film's time 0 was captured, ns since 1970; absent where none could stream. */
  readonly filmZeroNs: string | undefined
  readonly ingest: IngestState
  readonly messages: readonly { readonly by: string; readonly text: string }[]
  readonly marker: string
  /** Secrets that were found where none may be, and the names of places where the search found what is no secret. */
  readonly leaks: readonly string[]
  readonly seen: readonly string[]
}

/** All are drawn at their rate, though one alone is in front. */
const FLAGS = [
  '--allow-loopback-in-peer-connection',
  '--use-fake-ui-for-media-stream',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]
const MARKER = 'a good question'

async function record(folder: string, film: string | undefined): Promise<void> {
  const closers: (() => Promise<unknown>)[] = []
  const keep = <T>(made: T, close: (made: T) => Promise<unknown>): T => {
    closers.push(() => close(made))
    return made
  }
  try {
    const livekit = keep(await startLivekit(), (made) => made.stop())
    const s3 = keep(await startS3(), (made) => made.stop())
    await s3.createBucket('recordings')
    const capture = keep(
      await openCapture({
        bucket: 's3://recordings/study',
        state: join(folder, 'state'),
        env: { ...livekit.env, ...s3.env },
      }),
      (made) => made.stop(),
    )
    const others = await addOthers(capture)
    const devices = await buildFakeDevices()
    const browser = keep(await launchBrowser(FLAGS), (made) => made.close())
    await capture.ask('POST', '/projects/default/rooms', { name: 'lesson', title: 'A lesson' })
    const aliceLink = await capture.link('lesson', 'alice')
    const bobLink = await capture.link('lesson', 'bob')

    const alice = await enter(browser, aliceLink, devices(1))
    const readAlice = listenToPage(alice, 'join page')
    const bob = await enter(browser, bobLink, devices(2))
    const streamer =
      film === undefined ? undefined : keep(startStreamer(film, livekit.env), (one) => one.stop())
    const tracks = film === undefined ? 4 : 6
    await capture.untilRoom('lesson', (room) => countRecorded(room) === tracks)
    // The lesson's own length, as people take their time: what is waited for is told by the room's state.
    await setTimeout(4000)
    await press(alice, 'Microphone', 'Camera')
    await write(bob, 'who has an idea?')
    await capture.ask('POST', '/projects/default/rooms/lesson/markers', { label: MARKER })
    await setTimeout(5000)
    await press(alice, 'Microphone', 'Camera')
    const bobFirst = await leave(bob)
    await capture.untilRoom('lesson', ({ participants }) =>
      participants.every((one) => one.identity !== 'bob'),
    )
    await write(alice, 'I do')
    const bobAgain = await enter(browser, bobLink, devices(2))
    await press(bobAgain, 'Screen')
    await capture.untilRoom('lesson', (room) => countRecorded(room) === tracks + 1)
    await setTimeout(12_000)

    await streamer?.stop()
    const wall = await readWall(browser, capture)
    const commands = await readCommandLines(capture.pid)
    const joinPage = await readAlice()
    const [aliceTruth, bobTruth] = await Promise.all([leave(alice), leave(bobAgain)])
    await capture.untilRoom('lesson', (room) => !room.recording)
    const ingest = await capture.bringIn('lesson')
    await capture.stop()
    await mkdir(join(folder, 'bucket'), { recursive: true })
    Object.assign(process.env, s3.env)
    await copyBucket('s3://recordings/study', join(folder, 'bucket'))
    const secrets: Secrets = {
      ...others,
      'LiveKit secret': livekit.apiSecret,
      'bucket secret': s3.env['AWS_SECRET_ACCESS_KEY']!,
      'admin secret': capture.admin.secret,
    }
    const state = await readPlaces(join(folder, 'state'), ['first-admin-key.json'])
    const places: Places[] = [wall, commands, joinPage, state, await readPlaces(join(folder, 'bucket'))]
    const all = new Map([...places.flatMap((one) => [...one]), ['log', capture.said()] as const])
    // People and the operator hold links and tokens; what is kept or printed does not.
    const links = {
      'link of alice': codeOf(aliceLink),
      'link of bob': codeOf(bobLink),
      'a token': '{"alg":"HS256"',
    }
    const truth: StudyDay = {
      leaks: [
        ...findSecrets(secrets, all),
        ...findSecrets(links, new Map([...commands, ...state, ['log', capture.said()]])),
      ],
      seen: findSecrets({ lesson: 'lesson', capture: 'capture' }, all),
      joinings: [
        { identity: 'alice', devices: aliceTruth },
        { identity: 'bob', devices: bobFirst },
        { identity: 'bob', devices: bobTruth },
      ],
      filmZeroNs: streamer?.zeroNs(),
      ingest,
      messages: [
        { by: 'bob', text: 'who has an idea?' },
        { by: 'alice', text: 'I do' },
      ],
      marker: MARKER,
    }
    await writeFile(join(folder, 'truth.json'), JSON.stringify(truth))
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

const codeOf = (link: string): string => new URL(link).pathname.split('/').at(-1)!

/** A project and a key of others on the same backend: their secrets are looked for as well. */
async function addOthers(capture: CaptureRun): Promise<Secrets> {
  const secrets = {
    'other LiveKit secret': `livekit+of/the=other-project-${Math.random()}`,
    'other bucket secret': `bucket+of/the=other-project-${Math.random()}`,
  }
  await capture.ask('POST', '/projects', {
    name: 'other',
    livekitUrl: 'ws://127.0.0.1:9',
    livekitApiKey: 'APIother',
    livekitApiSecret: secrets['other LiveKit secret'],
    bucketUri: 's3://other',
    s3: {
      endpoint: 'http://127.0.0.1:9',
      accessKeyId: 'AKIDother',
      secretAccessKey: secrets['other bucket secret'],
    },
  })
  const key = await capture.ask<{ secret: string }>('POST', '/keys', { label: 'desk', scopes: ['watch'] })
  return { ...secrets, 'secret of a key': key.secret }
}

/** The wall as an operator sees it, and all that its page was given. */
async function readWall(browser: Browser, capture: CaptureRun): Promise<Places> {
  const page = await browser.newPage()
  const read = listenToPage(page, 'wall')
  await page.goto(capture.url)
  await page.getByLabel('Key').fill(capture.admin.key)
  await page.getByLabel('Secret').fill(capture.admin.secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'A lesson' }).first().waitFor()
  const heard = await read()
  await page.close()
  return heard
}

const countRecorded = ({ participants }: RoomState): number =>
  participants.flatMap(({ tracks }) => tracks).filter(({ recording }) => recording?.status === 'active')
    .length

/** Opens a join link, ticks the consent, joins. */
async function enter(browser: Browser, link: string, script: string): Promise<Page> {
  // The fake microphone's worklet is no code of the page.
  const context = await browser.newContext({ bypassCSP: true })
  await context.grantPermissions(['camera', 'microphone'], { origin: new URL(link).origin })
  await context.addInitScript({ content: script })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`page of ${link.slice(-4)}: ${error.message}`))
  await page.goto(link)
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('button', { name: 'Leave' }).waitFor()
  return page
}

async function press(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('button', { name, exact: true }).click()
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: /^Chat/ }).click()
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('log').getByText(text).waitFor()
  await page.getByRole('button', { name: 'Close the chat' }).click()
}

/** What the page's devices made until its person left. */
async function leave(page: Page): Promise<DeviceTruth> {
  await press(page, 'Leave')
  const truth = await page.evaluate(() => window.readDevices())
  await page.context().close()
  return truth
}

function startStreamer(film: string, env: Readonly<Record<string, string>>) {
  const args = [
    'stream',
    '--room',
    'lesson',
    '--camera',
    film,
    '--mic',
    film,
    '--identity',
    'camera-1',
    '--json',
  ]
  const child = spawn(execPath, [join(root, 'cli/main.ts'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let zeroNs: string | undefined
  createInterface(child.stdout).on('line', (line) => {
    const event = JSON.parse(line) as { pictureZeroNs?: string }
    zeroNs = event.pictureZeroNs ?? zeroNs
  })
  return {
    zeroNs: () => zeroNs,
    stop: async () => {
      child.kill('SIGINT')
      await ended
    },
  }
}

await record(argv[2]!, argv[3])
