import { EgressStatus, FileInfo } from '@livekit/protocol'
import { expect, it } from 'vitest'
import { readUsage } from '../../../capture/store/usage.ts'
import { listRecordings } from '../store/support.ts'
import { makeTrackFacts } from '../trackFacts.ts'
import { makeInfo, openLive } from './openLive.ts'

it('goes on while the disk of its state is full, and stores it all once there is room', async () => {
  const world = await openLive()
  world.disk.isFull = true
  world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
  await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
  const bob = { ...world.person, identity: 'bob' }
  world.listener.onParticipant?.('joined', bob)
  const running = makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_ACTIVE)
  running.fileResults = [new FileInfo({ size: 7n })]
  world.events.onProgress?.([running])
  const recordingOf = () => world.live.room('r1')?.participants[0]?.tracks[0]?.recording
  expect(recordingOf()).toMatchObject({ status: 'active', identity: 'alice', sizeBytes: 7 })
  world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
  world.live.onInfo(running)
  expect(recordingOf()).toMatchObject({ status: 'complete' })
  expect(world.live.alerts()).toMatchObject([{ code: 'disk_full' }])
  expect(readUsage(world.store, 'study')).toMatchObject([{ people: 1, recordings: 0 }])
  world.disk.isFull = false
  await world.live.look()
  expect(world.live.alerts()).toEqual([])
  expect(readUsage(world.store, 'study')).toMatchObject([{ people: 2, recordings: 1 }])
  expect(listRecordings(world.store, 'study')[0]!.state).toMatchObject({
    status: 'complete',
    identity: 'alice',
  })
  await world.live.close()
  world.store.close()
})
