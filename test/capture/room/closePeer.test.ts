import { DtlsClient } from 'werift'
import { expect, it } from 'vitest'
import { endHandshake } from '../../../capture/room/closePeer.ts'

it('ends a handshake that nobody answers with its close, not 33 s later', async () => {
  const sent: number[] = []
  const client = new DtlsClient({
    transport: {
      onData: () => undefined,
      send: async (bytes: Buffer) => void sent.push(bytes.length),
      close: async () => undefined,
    } as never,
    extendedMasterSecret: true,
  })
  const connecting = client.connect()
  await expect.poll(() => sent.length).toBe(1)
  endHandshake(client)
  await connecting
  expect(sent).toHaveLength(1)
})
