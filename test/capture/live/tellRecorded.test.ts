import { Room } from '@livekit/protocol'
import { describe, expect, it } from 'vitest'
import { applyLiveEvent, NOTHING, type LiveEvent, type LiveRoom } from '../../../capture/live/liveState.ts'
import { createRecordedTeller, findRecorded } from '../../../capture/live/tellRecorded.ts'
import type { RecordingState } from '../../../capture/model/recordingState.ts'
import { addRecordedNotice, readRecordedNotice } from '../../../core/protocol/recordedNotice.ts'

const recording = (status: RecordingState['status'], more: Partial<RecordingState> = {}): LiveEvent => ({
  type: 'recording',
  room: 'r1',
  state: { egressId: 'EG_1', status, durationSeconds: 0, sizeBytes: 0, ...more },
})
const roomWith = (...events: LiveEvent[]): LiveRoom =>
  [{ type: 'room_opened', room: 'r1', roomId: 'RM_1', atMs: 0 } as const, ...events]
    .reduce(applyLiveEvent, NOTHING)
    .rooms.get('r1')!

describe('the notice of being recorded', () => {
  it('names those whose tracks are recorded, from the asking to the end', () => {
    const ada = { trackId: 'TR_1', identity: 'ada' }
    for (const status of ['starting', 'active'] as const)
      expect(findRecorded(roomWith(recording(status, ada)))).toEqual({ recorded: ['ada'], room: false })
    for (const status of ['ending', 'complete', 'failed'] as const)
      expect(findRecorded(roomWith(recording(status, ada)))).toEqual({ recorded: [], room: false })
    expect(findRecorded(roomWith(recording('active')))).toEqual({ recorded: [], room: true })
  })

  it('leaves what others keep in the metadata, and reads whatever it finds there', () => {
    const notice = { recorded: ['ada'], room: false }
    const added = addRecordedNotice('{"theirs":1}', notice)
    expect(JSON.parse(added!)).toMatchObject({ theirs: 1 })
    expect(readRecordedNotice(added)).toEqual(notice)
    expect(addRecordedNotice('plain words', notice)).toBeUndefined()
    for (const odd of [undefined, '', 'words', '[]', '{"lockstep":3}', '{"lockstep":{"recorded":[1]}}'])
      expect(readRecordedNotice(odd)).toEqual({ recorded: [], room: false })
  })

  it('is told again where it failed, and not where nothing changed', async () => {
    const open = new Room({ name: 'r1', sid: 'RM_1' })
    const calls: string[] = []
    const troubles: unknown[] = []
    let isDown = true
    const teller = createRecordedTeller({
      livekit: {
        list: async () => [open],
        async setMetadata(_name, metadata) {
          if (isDown) throw new Error('down')
          calls.push(metadata)
          open.metadata = metadata
        },
      },
      onTrouble: (_room, error) => troubles.push(error),
    })
    const live = roomWith(recording('active', { identity: 'ada' }))
    teller.keep(live)
    await expect.poll(() => troubles.length).toBe(1)
    isDown = false
    await expect.poll(() => (teller.keep(live), calls.length)).toBe(1)
    teller.keep(live)
    teller.keep(roomWith(recording('complete', { identity: 'ada' })))
    await expect.poll(() => calls.map((text) => readRecordedNotice(text).recorded)).toEqual([['ada'], []])
  })
})
