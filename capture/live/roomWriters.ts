/**
 * What is written of one opening of a room beside its media: the event journal, every data packet, and the clocks and
 * measures of our own pages. Both logs are named by the opening (`RM_…`), so that after a kill they are taken up again.
 */
import { roomFolder } from '../bucket/keys.ts'
import { openEventJournal, type PartBucket } from '../journal/index.ts'
import type { WallClock } from '../model/media.ts'
import { openDeviceClocks, openTextRecorder } from '../text/index.ts'
import type { LiveEvent } from './liveState.ts'
import type { OpenedRoom, RoomWriters } from './roomWatch.ts'

export interface RoomWritersOptions {
  readonly room: OpenedRoom
  /** Local folder of what is on its way to the bucket. */
  readonly folder: string
  readonly bucket: PartBucket
  readonly clock: WallClock
  /** To one person's page, unreliably; nothing where the way is lost. */
  readonly send: (identity: string, topic: string, payload: Uint8Array) => void
  readonly onEvent: (event: LiveEvent) => void
  readonly onTrouble: (error: unknown) => void
}

export async function openRoomWriters(options: RoomWritersOptions): Promise<RoomWriters> {
  const { room, folder, bucket, clock, onEvent, onTrouble } = options
  const about = { ...room, keyPrefix: roomFolder(room), bucket, clock, onTrouble, id: room.roomId }
  const journal = await openEventJournal({ ...about, folder: `${folder}/events` })
  const text = await openTextRecorder({ ...about, folder: `${folder}/text` })
  const clocks = openDeviceClocks({
    clock,
    send: options.send,
    onExchange: (identity, exchange) =>
      void journal.write({ event: 'clock', identity, exchange }).catch(onTrouble),
    onHealth(identity, { code, state, trackId, seconds }) {
      const sinceMs =
        state === 'well' ? undefined : Number(clock.nowNs() / 1_000_000n) - Math.round(seconds * 1000)
      onEvent({ type: 'measured', room: room.roomName, identity, trackId, code, sinceMs })
      void journal.write({ event: 'alert', identity, trackId, text: `${code} ${state}` }).catch(onTrouble)
    },
  })
  return {
    write: (event) => journal.write(event),
    onData(packet) {
      if (!clocks.onPacket(packet)) void text.write(packet).catch(onTrouble)
    },
    onLeft: (identity) => clocks.forget(identity),
    async flush() {
      await Promise.all([journal.flush(), text.flush()])
    },
    async close(isEnded) {
      const logs = [journal, text]
      // A next process goes on with them; a reader of the bucket does not wait for it.
      if (!isEnded) await Promise.all(logs.map((one) => one.flush().catch(onTrouble)))
      const ended = await Promise.allSettled(logs.map((one) => (isEnded ? one.close() : one.abandon())))
      for (const one of ended) if (one.status === 'rejected') onTrouble(one.reason)
    },
  }
}
