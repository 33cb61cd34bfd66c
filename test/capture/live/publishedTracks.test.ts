import { ParticipantInfo, Room, TrackInfo } from '@livekit/protocol'
import { expect, it } from 'vitest'
import { createPublishedTracks } from '../../../capture/live/publishedTracks.ts'

it('asks once which tracks go on, and takes a server that does not answer for none', async () => {
  const asked: string[] = []
  const rooms = [new Room({ name: 'r1', sid: 'RM_1' })]
  const people = [new ParticipantInfo({ tracks: [new TrackInfo({ sid: 'TR_1' })] })]
  const isPublished = createPublishedTracks({
    list: async () => (asked.push('rooms'), rooms),
    participants: async (name) => (asked.push(name), people),
  })
  const answers = ['TR_1', 'TR_2'].map((trackId) => isPublished({ trackId }, 'RM_1'))
  expect(await Promise.all([...answers, isPublished({ trackId: 'TR_1' }, 'RM_0')])).toEqual([
    true,
    false,
    false,
  ])
  expect(asked).toEqual(['rooms', 'r1'])

  const isUnknown = createPublishedTracks({
    list: async () => (asked.push('rooms'), Promise.reject(new Error('no answer in 5 s'))),
    participants: async () => people,
  })
  const unknown = ['RM_1', 'RM_2'].map((roomId) => isUnknown({ trackId: 'TR_1' }, roomId))
  expect(await Promise.all(unknown)).toEqual([false, false])
  expect(asked).toEqual(['rooms', 'r1', 'rooms'])
})
