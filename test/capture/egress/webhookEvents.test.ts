import { WebhookEvent } from '@livekit/protocol'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { redactBody, redactSecrets } from '../../../capture/egress/redact.ts'
import { readRoomEvent } from '../../../capture/egress/webhookEvents.ts'

const bodies = readFileSync(join(import.meta.dirname, 'recorded/webhooks.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')

it('real webhooks become the events of the room’s journal, without recorders', () => {
  const events = bodies.flatMap((body, n) => {
    const webhook = WebhookEvent.fromJsonString(body, { ignoreUnknownFields: true })
    return readRoomEvent(webhook, BigInt(n)) ?? []
  })
  const count = (name: string): number => events.filter(({ event }) => event === name).length
  expect(count('recording_started')).toBe(8)
  expect(count('recording_ended')).toBe(8)
  expect(count('participant_joined')).toBe(2)
  expect(count('participant_left')).toBe(2)
  expect(count('track_published')).toBe(4)
  expect(
    events.every(({ roomName, roomId }) => roomName === 'interview-1' && roomId === 'RM_2xUGNcmmLnJm'),
  ).toBe(true)
  expect(events.filter(({ event }) => event === 'participant_left')[0]).toMatchObject({
    identity: 'bob',
    name: 'Bob',
    reason: 'CLIENT_INITIATED',
  })
  expect(events.find(({ event }) => event === 'track_published')).toMatchObject({
    identity: 'bob',
    trackId: expect.stringMatching(/^TR_/) as string,
    kind: expect.stringMatching(/audio|video/) as string,
    source: expect.stringMatching(/camera|microphone/) as string,
  })
  expect(events.find(({ event }) => event === 'recording_ended')).toMatchObject({
    reason: 'End reason: Source closed',
  })
})

describe('secrets of LiveKit’s JSON', () => {
  it('are replaced as the egress service does, wherever they stand', () => {
    const value = {
      egressInfo: {
        roomComposite: {
          fileOutputs: [
            { filepath: 'a', s3: { accessKey: 'AKIA1', secret: 's1', sessionToken: 't1', bucket: 'b' } },
          ],
          file: {
            gcp: { credentials: '{"private_key":"k1"}' },
            azure: { accountName: 'lab', accountKey: 'k2' },
          },
        },
        track: {
          file: {
            s3: {
              access_key: 'AKIA2',
              secret: '{secret}',
              proxy: { url: 'http://u:p1@outbound.example:8080', password: 'p2' },
            },
          },
        },
      },
      room: { name: 'secret', turnPassword: 'tp' },
    }
    const text = JSON.stringify(redactSecrets(value))
    expect(text).not.toMatch(/AKIA|"s1"|t1|k1|k2|p1|p2|"tp"/)
    expect(JSON.parse(text)).toMatchObject({
      egressInfo: {
        roomComposite: {
          fileOutputs: [
            { filepath: 'a', s3: { accessKey: '{access_key}', secret: '{secret}', bucket: 'b' } },
          ],
        },
        track: {
          file: { s3: { access_key: '{access_key}', proxy: { url: 'http://outbound.example:8080' } } },
        },
      },
      room: { name: 'secret', turnPassword: '{turn_password}' },
    })
  })

  it('leave a body that holds none as it came, to the byte', () => {
    for (const body of [...bodies, ' {"event" : "room_started" }\n']) expect(redactBody(body)).toBe(body)
  })
})
