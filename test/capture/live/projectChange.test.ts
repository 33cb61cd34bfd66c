/** A project that is changed while its room is recorded, on a real LiveKit server. */
import { EgressInfo, EgressStatus } from '@livekit/protocol'
import { RoomServiceClient } from 'livekit-server-sdk'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { createWallClock } from '../../../capture/room/wallClock.ts'
import { createProject, updateProject } from '../../../capture/store/projects.ts'
import { putRecording } from '../../../capture/store/recordings.ts'
import { createRoom } from '../../../capture/store/rooms.ts'
import { settleRecordings } from '../../../capture/live/settleRecordings.ts'
import { openCaptureProjects } from '../../../cli/captureProjects.ts'
import { probePtsUs } from '../../fixtures/ffprobe.ts'
import { createRtpPublisher } from '../../support/capture/rtpPublisher/publisher.ts'
import { startLivekit } from '../../support/livekit.ts'
import { addProject, addRoom, listRecordings, openTestStore } from '../store/support.ts'

it('a change of the bucket while a room is recorded leaves a hole; a new consent text not even that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-change-'))
  const bucketUri = (name: string): string => pathToFileURL(join(folder, name)).href
  const livekit = await startLivekit()
  const store = await openTestStore(join(folder, 'state'))
  createProject(store, {
    name: 'study',
    livekitUrl: livekit.url,
    livekitApiKey: livekit.apiKey,
    livekitApiSecret: livekit.apiSecret,
    bucketUri: bucketUri('one'),
    recorder: 'embedded',
  })
  createRoom(store, 'study', { name: 'r1', ...addRoom })
  const log: string[] = []
  const projects = await openCaptureProjects({
    store,
    version: 'test',
    env: {},
    log: (line) => void log.push(JSON.stringify(line)),
  })
  const ada = createRtpPublisher({
    url: livekit.url,
    identity: 'ada',
    createToken: () => livekit.createToken('r1', 'ada'),
    tracks: [{ kind: 'audio' }],
    clock: createWallClock(),
  })
  try {
    await ada.join()
    const readRecording = () => projects.live('study').room('r1')?.participants[0]?.tracks[0]?.recording
    const seconds = (): number => readRecording()?.durationSeconds ?? 0
    await expect.poll(seconds).toBeGreaterThan(1)
    const { egressId } = readRecording()!
    const live = projects.live('study')
    updateProject(store, 'study', { consentText: 'Another text.' })
    await projects.refresh('study')
    expect(projects.live('study')).toBe(live)

    updateProject(store, 'study', { bucketUri: bucketUri('two') })
    // Asked twice, it is made anew once.
    await Promise.all([projects.refresh('study'), projects.refresh('study')])
    expect(projects.live('study')).not.toBe(live)
    await expect.poll(() => readRecording()?.status).toBe('active')
    await expect.poll(seconds).toBeGreaterThan(1)
    expect(readRecording()!.egressId).toBe(egressId)
    await ada.leave()
    await new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret).deleteRoom('r1')
    await expect
      .poll(() => listRecordings(store, 'study').map(({ state }) => `${state.egressId} ${state.status}`))
      .toEqual([`${egressId} complete`])
    const names = await readdir(join(folder, 'two'), { recursive: true })
    const media = names.filter((name) => name.endsWith('.ogg'))
    expect(media).toHaveLength(1)
    const ptsUs = probePtsUs(join(folder, 'two', media[0]!))
    const gaps = ptsUs.slice(1).filter((pts, at) => pts - ptsUs[at]! > 25_000)
    expect(gaps.length).toBeGreaterThanOrEqual(1)
    expect(gaps.length).toBeLessThanOrEqual(3)
    const sidecar = names.find((name) => name.endsWith('.egressinfo.json'))!
    expect(JSON.parse(await readFile(join(folder, 'two', sidecar), 'utf8'))).toMatchObject({
      egressId,
      status: 'EGRESS_COMPLETE',
    })
    expect(log.filter((line) => line.includes('trouble'))).toEqual([])
  } finally {
    await ada.leave()
    await projects.close()
    store.close()
    await livekit.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

it('what the recorder knows nothing of gets the end that the bucket has, else none for good', async () => {
  const store = await openTestStore()
  addProject(store)
  const start = (egressId: string): EgressInfo => {
    const info = new EgressInfo({
      egressId,
      roomName: 'r1',
      roomId: 'RM_1',
      status: EgressStatus.EGRESS_ACTIVE,
    })
    putRecording(store, 'study', { info, about: { identity: 'ada' } })
    return info
  }
  const ended = start('EG_ended').clone()
  ended.status = EgressStatus.EGRESS_COMPLETE
  for (const egressId of ['EG_lost', 'EG_known', 'EG_copy', 'EG_away']) start(egressId)
  await settleRecordings({
    store,
    project: 'study',
    known: new Set(['EG_known']),
    readSidecar: async ({ info }) => {
      if (info.egressId === 'EG_away') throw new Error('the bucket does not answer')
      if (info.egressId === 'EG_copy') return info.toJsonString()
      return info.egressId === 'EG_ended'
        ? JSON.stringify({ ...(ended.toJson() as object), lockstep: {} })
        : undefined
    },
  })
  expect(
    Object.fromEntries(
      listRecordings(store, 'study').map(({ info, state }) => [info.egressId, state.status]),
    ),
  ).toEqual({
    EG_ended: 'complete',
    EG_lost: 'aborted',
    EG_copy: 'aborted',
    EG_known: 'active',
    EG_away: 'active',
  })
  store.close()
})
