import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { RECEIVE_BYTES, widenReceiveBuffer } from '../../../capture/room/receiveBuffer.ts'

it('widens a socket as far as the system lets it', async () => {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const before = socket.getRecvBufferSize()
  widenReceiveBuffer(socket, false)
  expect(socket.getRecvBufferSize()).toBeGreaterThan(before)
  socket.close()
})

it('takes less where more is refused, and says what there is', () => {
  let given = 0
  const most = RECEIVE_BYTES / 4
  const refuses = {
    setRecvBufferSize: (bytes: number) => {
      if (bytes > most) throw new Error('ENOBUFS')
      given = bytes
    },
    getRecvBufferSize: () => given,
  }
  expect(widenReceiveBuffer(refuses, false)).toBe(most)
  const clips = { setRecvBufferSize: () => undefined, getRecvBufferSize: () => 2 * most }
  expect(widenReceiveBuffer(clips, true)).toBe(most)
})
