import { describe, expect, it } from 'vitest'
import type { SyncSummary } from '../../../app/web/playback/player.types.ts'
import { describeShown, describeSync } from '../../../app/web/playback/syncWords.ts'

const measured: SyncSummary = {
  tiles: 16,
  failed: 0,
  worstFrames: 0,
  p50Frames: 0,
  p95Frames: 0,
  maxFrames: 0,
  exact: 1,
  samples: 900,
  droppedDraws: 0,
}
const describeChip = (part: Partial<SyncSummary>, level: 0 | 2 = 0): string => {
  const { tone, what, more } = describeSync({ ...measured, ...part }, level, 'full quality')
  return `${tone}: ${what}${more}`
}

describe('the sync chip', () => {
  it('says no number where nothing was measured', () => {
    expect(describeChip({})).toBe('good: 0 frames · p95 0 · full quality')
    expect(describeChip({ samples: 0 })).toBe('good: 0 frames · full quality')
    expect(describeChip({ samples: 0, worstFrames: undefined })).toBe('none: not measured · full quality')
    expect(describeChip({ worstFrames: undefined })).toBe('none: not measured · p95 0 · full quality')
    expect(describeChip({ worstFrames: 1, p95Frames: 1 })).toBe('warn: 1 frame · p95 1 · full quality')
    expect(describeChip({}, 2)).toContain('warn')
  })

  it('says first how many tiles cannot be shown', () => {
    expect(describeChip({ failed: 3 })).toBe('warn: 3 of 16 failed · 0 frames · p95 0 · full quality')
    expect(describeChip({ failed: 3, p95Frames: 4 })).toContain('bad: 3 of 16 failed')
    expect(describeChip({ failed: 16, worstFrames: undefined, samples: 0 })).toBe('bad: 16 of 16 failed')
    expect(describeChip({ failed: 16, worstFrames: undefined })).toBe('bad: 16 of 16 failed')
  })

  it('says so in its panel', () => {
    const said = [0, 3, 16].map((failed) => describeShown({ tiles: 16, failed }))
    expect(said).toEqual(['16 tiles', '16 tiles, 3 cannot be shown', '16 tiles, none can be shown'])
    expect(describeShown({ tiles: 1, failed: 0 })).toBe('1 tile')
  })
})
