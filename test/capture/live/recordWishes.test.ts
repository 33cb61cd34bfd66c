import { EgressStatus } from '@livekit/protocol'
import { expect, it } from 'vitest'
import { createLateWrites } from '../../../capture/live/lateWrites.ts'
import { createRecordWishes } from '../../../capture/live/recordWishes.ts'
import { openTestStore } from '../store/support.ts'
import { makeTrackFacts } from '../trackFacts.ts'
import { makeInfo, openLive } from './openLive.ts'

it('lets the last word on a track, a person or the room hold, for who comes again and after a restart', async () => {
  const store = await openTestStore()
  const writes = createLateWrites(() => undefined)
  const open = () => createRecordWishes({ store, writes, project: 'study' })
  const before = open()
  const wanted = () =>
    [before, open()].map((wishes) =>
      ['TR_1 alice', 'TR_2 alice', 'TR_3 bob'].map((one) => {
        const [trackId, identity] = one.split(' ') as [string, string]
        return wishes.find('RM_1', { trackId, identity })
      }),
    )
  const says = (...said: (boolean | undefined)[]): void => expect(wanted()).toEqual([said, said])
  says(undefined, undefined, undefined)
  before.add('RM_1', { identity: 'alice', isWanted: false })
  says(false, false, undefined)
  before.add('RM_1', { trackId: 'TR_2', isWanted: true })
  says(false, true, undefined)
  before.add('RM_1', { identity: 'alice', isWanted: false })
  says(false, false, undefined)
  before.add('RM_1', { isWanted: true })
  says(true, true, true)
  expect(before.find('RM_2', { trackId: 'TR_1', identity: 'alice' })).toBe(undefined)
  store.close()
})

it('keeps what a person stopped stopped, until a person starts it', async () => {
  const world = await openLive()
  world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
  await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
  expect(await world.live.stopRecording('r1', {})).toHaveLength(1)
  world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
  world.pass(60_000)
  world.listener.onTrackPublished?.(makeTrackFacts('TR_again'))
  world.pass(60_000)
  expect(world.started.length).toBe(1)
  expect(await world.live.startRecording('r1', { trackId: 'TR_1' })).toMatchObject([{ egressId: 'EG_2' }])
  await expect(world.live.startRecording('r1', { trackId: 'TR_none' })).rejects.toMatchObject({
    code: 'track_missing',
  })
  await expect(world.live.startRecording('r9', {})).rejects.toMatchObject({ code: 'room_missing' })
  await world.live.close()
  world.store.close()
})
