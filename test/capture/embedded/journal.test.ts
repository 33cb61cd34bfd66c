import { expect, it } from 'vitest'
import { createJournalWriter } from '../../../capture/embedded/journal/writeJournal.ts'

it('keeps what a full disk does not take, and writes it where it belongs once there is room', async () => {
  const disk: Buffer = Buffer.alloc(10_000)
  let room = 100
  const writer = createJournalWriter(
    {
      write: (async (bytes: Buffer, offset: number, length: number, position: number) => {
        const fits = Math.min(length, room - position)
        if (fits <= 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
        bytes.copy(disk, position, offset, offset + fits)
        return { bytesWritten: fits, buffer: bytes }
      }) as never,
      datasync: async () => undefined,
      close: async () => undefined,
    },
    0,
  )
  for (let at = 0; at < 20; at++) writer.append({ type: 'muted', isMuted: at % 2 === 0, atNs: String(at) })
  await expect(writer.flush()).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(writer.problem).toBeDefined()
  writer.append({ type: 'muted', isMuted: true, atNs: '20' })
  room = 10_000
  await writer.flush()
  expect(writer.problem).toBeUndefined()
  const text = disk.subarray(0, writer.sizeBytes).toString('latin1')
  expect([...text.matchAll(/"atNs":"(\d+)"/g)].map((match) => Number(match[1]))).toEqual(
    Array.from({ length: 21 }, (_, at) => at),
  )
})
