import { EgressStatus, FileInfo, Room } from '@livekit/protocol'
import { describe, expect, it } from 'vitest'
import { readUsage } from '../../../capture/store/usage.ts'
import { listRecordings } from '../store/support.ts'
import { makeTrackFacts } from '../trackFacts.ts'
import { makeInfo, openLive } from './openLive.ts'

describe('a project', () => {
  it('watches its planned rooms alone and records what is published in them', async () => {
    const world = await openLive()
    expect(world.joined).toEqual(['r1'])
    world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    expect(world.started).toMatchObject([
      { roomName: 'r1', roomId: 'RM_1', target: { type: 'track', trackId: 'TR_1' } },
    ])
    expect(world.live.room('r1')?.participants[0]?.tracks[0]?.recording).toMatchObject({
      status: 'active',
      identity: 'alice',
      source: 'camera',
    })
    world.listener.onTrackUnpublished?.(makeTrackFacts('TR_1'))
    expect(world.stopped).toEqual([])
    world.pass(2000)
    await expect.poll(() => world.stopped).toEqual(['EG_1'])
    world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.listener.onTrackPublished?.(makeTrackFacts('TR_2'))
    await expect.poll(() => world.started.length).toBe(2)
    world.listener.onParticipant?.('left', world.person, 'left')
    expect(readUsage(world.store, 'study')).toMatchObject([{ room: 'r1', people: 1, recordings: 2 }])
    expect(world.written).toEqual([
      'participant_joined',
      'track_published',
      'recording_started',
      'track_unpublished',
      'recording_ended',
      'track_published',
      'recording_started',
      'participant_left',
    ])
    world.rooms.splice(0, 1)
    await world.live.look()
    expect(world.live.room('r1')).toMatchObject({ live: false, participants: [] })
    await world.live.close()
    world.store.close()
  })

  it('writes nothing into a room’s journal of what an earlier opening of its name recorded', async () => {
    const world = await openLive()
    const late = makeInfo('EG_0', 'TR_0', EgressStatus.EGRESS_COMPLETE)
    late.roomId = 'RM_0'
    world.live.onInfo(late)
    expect(world.written.filter((event) => event.startsWith('recording'))).toEqual([])
    expect(listRecordings(world.store, 'study').map(({ roomId }) => roomId)).toEqual(['RM_0'])
    await world.live.close()
    world.store.close()
  })

  it('ends what was begun while its room closed, and knows whose it was', async () => {
    const world = await openLive()
    const begun = Promise.withResolvers<void>()
    world.gate.open = begun.promise
    world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
    await expect.poll(() => world.started.length).toBe(1)
    world.rooms.splice(0, 1)
    await world.live.look()
    begun.resolve()
    await expect.poll(() => listRecordings(world.store, 'study')).toHaveLength(1)
    expect(listRecordings(world.store, 'study')[0]!.state).toMatchObject({
      identity: 'alice',
      source: 'camera',
    })
    await world.live.look()
    expect(world.stopped).toEqual(['EG_1'])
    await world.live.close()
    world.store.close()
  })

  it('keeps a room’s logs where its session was lost, until it joins again or the room has ended', async () => {
    const world = await openLive()
    world.listener.onClosed?.('participant_removed')
    await expect.poll(() => world.joined).toEqual(['r1', 'r1'])
    expect(world.logsEnded).toEqual([false])
    const [room] = world.rooms.splice(0, 1)
    world.listener.onClosed?.('room_deleted')
    await expect.poll(() => world.logsEnded).toEqual([false, false, true])
    expect(world.written.at(-1)).toBe('room_ended')
    expect(world.live.room('r1')).toMatchObject({ live: false })
    world.rooms.push(room!)
    await world.live.look()
    expect(world.joined).toHaveLength(3)
    await world.live.close()
    world.store.close()
  })

  it('waits for no disk or bucket to follow rooms, and tells a break once it is over', async () => {
    const world = await openLive()
    const { promise, resolve } = Promise.withResolvers<void>()
    world.logs.gate = promise
    world.rooms.splice(0, 1)
    await world.live.look()
    expect(world.logsEnded).toEqual([])
    expect(await world.live.note('r1', { event: 'consent', text: '1', identity: 'alice' })).toBe(false)
    world.rooms.push(new Room({ name: 'r1', sid: 'RM_2' }))
    await world.live.look()
    expect(world.joined).toEqual(['r1', 'r1'])
    world.lastListener().onReconnecting?.('silent for 15 s')
    expect(world.written).toEqual(['participant_joined', 'room_ended', 'consent'])
    world.lastListener().onParticipant?.('joined', world.person)
    world.lastListener().onReconnected?.({ roomId: 'RM_2', roomName: 'r1' })
    expect(world.written.slice(3)).toEqual(['journal_interrupted', 'participant_joined'])
    resolve()
    await world.live.close()
    expect(world.logsEnded).toEqual([true, false])
    world.store.close()
  })

  it('records again what was started while its end was under way', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    await world.live.stopRecording('r1', {})
    world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_ENDING))
    await world.live.startRecording('r1', {})
    expect(world.started.length).toBe(1)
    world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.pass(1000)
    await expect.poll(() => world.started.length).toBe(2)
    await world.live.close()
    world.store.close()
  })

  it('tries a failed start again with back-off, and says meanwhile what is wrong', async () => {
    const world = await openLive(2)
    world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service. start one')
    expect(world.started).toEqual([])
    world.pass(1000)
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service. start one')
    world.pass(2000)
    await expect.poll(() => world.started.length).toBe(1)
    await expect.poll(() => world.live.room('r1')?.lastError).toBeUndefined()
    // A recording that fails while its track goes on is begun again, a second later.
    world.live.onInfo(makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_FAILED))
    expect(world.started.length).toBe(1)
    world.pass(1000)
    await expect.poll(() => world.started.length).toBe(2)
    expect(listRecordings(world.store, 'study').map(({ state }) => state.status)).toEqual([
      'failed',
      'active',
    ])
    await world.live.close()
    world.store.close()
  })

  it('shows how far a recording is while it runs: on the wall, to who listens, in usage', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(makeTrackFacts('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    const told: [number, number][] = []
    world.live.subscribe(({ recordedSeconds, recordedBytes }) => told.push([recordedSeconds, recordedBytes]))
    for (const seconds of [2, 4]) {
      const running = makeInfo('EG_1', 'TR_1', EgressStatus.EGRESS_ACTIVE)
      const duration = BigInt(seconds) * 1_000_000_000n
      running.fileResults = [new FileInfo({ duration, size: BigInt(seconds * 1000) })]
      world.events.onProgress?.([running])
      world.pass(2000)
    }
    expect(told).toEqual([
      [2, 2000],
      [4, 4000],
    ])
    expect(world.live.room('r1')?.participants[0]?.tracks[0]?.recording).toMatchObject({
      durationSeconds: 4,
      sizeBytes: 4000,
      identity: 'alice',
    })
    expect(readUsage(world.store, 'study')).toMatchObject([{ recordedSeconds: 4, recordedBytes: 4000 }])
    expect(world.started.length).toBe(1)
    await world.live.close()
    world.store.close()
  })
})
