import { expect, it } from 'vitest'
import { createEarlyNotes } from '../../../capture/live/earlyNotes.ts'

it('keeps a consent that was given before the room opened for its journal', async () => {
  const early = createEarlyNotes(() => 1_795_252_121_000)
  early.keep('r1', { event: 'consent', text: '1', identity: 'alice' })
  early.keep('r1', { event: 'marker', text: 'nobody is there' })
  expect(early.take('r1')).toEqual([
    { event: 'consent', text: '1', identity: 'alice', atNs: 1_795_252_121_000_000_000n },
  ])
  expect(early.take('r1')).toEqual([])
})
