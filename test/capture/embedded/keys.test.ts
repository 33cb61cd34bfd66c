import { expect, it } from 'vitest'
import { roomFolder } from '../../../capture/bucket/keys.ts'
import { nameKeys } from '../../../capture/embedded/keys.ts'
import { makeHead, makeTrack } from './journalHead.ts'

it('media, sidecar and manifest of any names lie where the room’s texts and events do, and no two share a place', () => {
  const head = { ...makeHead('EG_one', makeTrack('audio', 'audio/opus')), roomName: 'a/b', roomId: 'RM_1' }
  const name = (identity: string) => nameKeys({ ...head, track: { ...head.track, identity } }, 'study')
  const folder = `study/${roomFolder(head)}`
  for (const key of [name('x').media('ogg'), name('x').sidecar, name('x').manifest])
    expect(key.startsWith(`${folder}/x/`)).toBe(true)
  const places = ['x/y', 'x_y', '..', '.', '_', 'ä', 'x%2Fy'].map((identity) => name(identity).sidecar)
  expect(new Set(places).size).toBe(places.length)
  expect(places.every((key) => key.split('/').length === 5 && !key.includes('/../'))).toBe(true)
})
