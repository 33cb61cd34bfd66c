import { expect, it } from 'vitest'
import { unready } from '../../../app/server/renditionQueue.ts'
import { describePlaysNow, describeProxy } from '../../../app/web/details/proxyText.ts'
import type { RenditionState } from '../../../core/protocol/rendition.ts'

const none: RenditionState = { ...unready({ recordingId: 'a', level: '180' }), state: 'none' }
const describe = (part: Partial<RenditionState>): string => {
  const { name, what, more, offer } = describeProxy({ ...none, ...part }, 60e6)
  return [name, what, more, ...(offer ? [`[${offer}]`] : [])].join(' ')
}

it('says of each proxy whether it is there, how large, how far, or why not', () => {
  expect(describe({})).toBe('320 × 180 not made no tile has needed it [Make it]')
  expect(describe({ level: '90', state: 'making', share: 0.404 })).toBe('160 × 90 being made 40 %')
  expect(describe({ state: 'waiting' })).toBe('320 × 180 waiting others are made first')
  const ready = { state: 'ready', widthPx: 102, heightPx: 180 } as const
  expect(describe({ ...ready, sizeBytes: 3_600_000 })).toBe('102 × 180 3.6 MB 6 % of the original')
  expect(describe({ ...ready, sizeBytes: 3000 })).toContain('less than 1 % of the original')
  expect(describe({ ...ready, sizeBytes: 150e6 })).toContain('2.5 times the original')
  const failed = { state: 'failed', message: 'No frame could be decoded.' } as const
  expect(describe(failed)).toBe('320 × 180 not made: No frame could be decoded. [Try again]')
  expect(describe({ ...failed, retryInS: 200 })).toContain('decoded. (tried again by itself) [Try')
})

it('says what is played of the recording now', () => {
  expect(describePlaysNow(undefined)).toBe('not on screen now')
  expect(describePlaysNow({ state: 'failed', plays: undefined })).toBe('cannot be shown')
  expect(describePlaysNow({ state: 'ok', plays: '180' })).toBe('the proxy 180p')
  expect(describePlaysNow({ state: 'late', plays: 'original' })).toBe('the original')
  expect(describePlaysNow({ state: 'loading', plays: undefined })).toBe('not open yet')
})
