/** Webhooks at the running backend: a real LiveKit server's, and those of a real egress service, signed here. */
import { WebhookEvent } from '@livekit/protocol'
import { RoomServiceClient } from 'livekit-server-sdk'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UsageRow } from '../../../capture/model/api.types.ts'
import { openCapture, type CaptureRun } from '../../support/capture/captureRun.ts'
import { startLivekit, type LivekitServer } from '../../support/livekit.ts'
import { startS3 } from '../../support/s3.ts'
import { openBucketWriter } from '../../../capture/bucket/openBucketWriter.ts'
import { sign } from '../egress/egressMaking.ts'

const RECORDED = join(import.meta.dirname, '../egress/recorded')
const PATIENCE = { timeout: 20_000 }

let folder: string
let port: number
let livekit: LivekitServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-webhooks-'))
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  port = (probe.address() as AddressInfo).port
  probe.close()
  livekit = await startLivekit({ webhookUrl: `http://127.0.0.1:${port}/webhooks/default` })
})
afterAll(async () => {
  await livekit.stop()
  await rm(folder, { recursive: true, force: true })
})

const open = (
  name: string,
  { bucket, env = {}, args = [] }: { bucket: string; env?: object; args?: string[] },
): Promise<CaptureRun> =>
  openCapture({
    state: join(folder, name),
    bucket,
    env: { ...livekit.env, ...env },
    args: ['--port', String(port), ...args],
  })

const readJournal = async (name: string): Promise<WebhookEvent[]> => {
  const text = await readFile(join(folder, name, 'projects/default/webhooks.jsonl'), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => WebhookEvent.fromJsonString((JSON.parse(line) as { body: string }).body))
}

/** By the name that a container knows the backend by; fetch would not let it be said. */
const post = (path: string, body: string, authorization: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization,
      host: 'capture:5460',
      'content-type': 'application/webhook+json',
      'content-length': Buffer.byteLength(body),
    }
    const asked = request({ port, path, method: 'POST', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.once('error', reject)
    asked.end(body)
  })
const send = (body: string, authorization: string) => post('/webhooks/default', body, authorization)

describe('webhooks', { timeout: 60_000 }, () => {
  it('of a LiveKit server are let in, kept, and make the backend look at their room', async () => {
    const capture = await open('embedded', { bucket: join(folder, 'bucket') })
    try {
      await capture.ask('POST', '/projects/default/rooms', { name: 'r1' })
      const rooms = new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret)
      await rooms.createRoom({ name: 'r1' })
      await capture.untilRoom('r1', ({ roomId }) => roomId !== undefined)
      await rooms.deleteRoom('r1')
      await capture.untilRoom('r1', ({ roomId }) => roomId === undefined)
      await expect
        .poll(
          async () => (await readJournal('embedded')).map(({ event, room }) => `${event} ${room?.name}`),
          PATIENCE,
        )
        .toEqual(expect.arrayContaining(['room_started r1', 'room_finished r1']))
      // What LiveKit tells of egresses is not this recorder's.
      expect(await readdir(join(folder, 'embedded/projects/default/egress'))).toEqual(['offset.json'])
    } finally {
      await capture.stop()
    }
  })

  it('of an egress service become recordings and sidecars, once, over a kill; forged ones nothing', async () => {
    const s3 = await startS3()
    await s3.createBucket('recordings')
    const options = { bucket: 's3://recordings', env: s3.env, args: ['--recorder', 'egress'] }
    let capture = await open('egress', options)
    try {
      await capture.ask('POST', '/projects/default/rooms', { name: 'interview-1' })
      const bodies = (await readFile(join(RECORDED, 'webhooks.jsonl'), 'utf8')).trimEnd().split('\n')
      const half = bodies.length >> 1
      for (const body of bodies.slice(0, half)) expect(await send(body, await sign(body, livekit))).toBe(204)
      await capture.kill()
      capture = await open('egress', options)
      for (const body of bodies.slice(half - 5).toReversed())
        expect(await send(body, await sign(body, livekit))).toBe(204)
      const lie = bodies.at(-1)!.replace('EGRESS_COMPLETE', 'EGRESS_FAILED')
      expect(await send(lie, await sign(bodies.at(-1)!, livekit))).toBe(401)
      expect(await post('/api/v1/token', lie, 'x')).toBe(421)
      expect(await send(lie, await sign(lie, { ...livekit, apiSecret: 'x'.repeat(40) }))).toBe(401)

      const usage = await capture.ask<UsageRow[]>('GET', '/projects/default/usage')
      expect(usage).toMatchObject([{ room: 'interview-1', recordings: 8 }])
      const text = await readFile(join(RECORDED, 'sidecars.jsonl'), 'utf8')
      const writer = await openBucketWriter('s3://recordings', { env: s3.env })
      for (const line of text.trimEnd().split('\n')) {
        const { key, info } = JSON.parse(line) as { key: string; info: unknown }
        const read = async (): Promise<unknown> => {
          const bytes = await writer.read(key)
          return bytes && JSON.parse(new TextDecoder().decode(bytes))
        }
        await expect.poll(read, PATIENCE).toEqual(info)
      }
      await writer.close()
    } finally {
      await capture.stop()
      await s3.stop()
    }
  })
})
