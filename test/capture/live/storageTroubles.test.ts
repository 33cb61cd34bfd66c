import { describe, expect, it } from 'vitest'
import { explainTrouble } from '../../../capture/embedded/explain.ts'
import {
  createStorageTroubles,
  readRecordingTrouble,
  readStorageTrouble,
  type StorageNews,
} from '../../../capture/live/storageTroubles.ts'
import { UserError } from '../../../core/model/index.ts'

describe('storage troubles', () => {
  it('stand until they are over everywhere', () => {
    const told: StorageNews[] = []
    const troubles = createStorageTroubles((news) => told.push(news))
    const down = readStorageTrouble(new UserError('storage_unreachable', 'no answer from s3'))
    troubles.take('room r1', down)
    troubles.take('EG_1', down)
    troubles.take('room r1', undefined)
    expect(told).toEqual([{ code: 'bucket_failing', message: 'no answer from s3' }])
    troubles.take('EG_1', undefined)
    expect(told.at(-1)).toEqual({ code: 'bucket_failing', message: undefined })
  })

  it('tell a disk from a bucket by what the logs and the recorder say, and leave the rest alone', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const words = [full, new UserError('access_denied', 'S3 refuses access')].map((error) =>
      explainTrouble(error, 'copy the recording to the bucket', '/spool'),
    )
    expect(words.map((one) => readRecordingTrouble(one)?.code)).toEqual(['disk_full', 'bucket_failing'])
    expect(readRecordingTrouble('')).toBeUndefined()
    expect(readStorageTrouble(new UserError('disk_failed', 'no'))?.code).toBe('disk_full')
    expect(readStorageTrouble(new UserError('livekit_down', 'no'))).toBeUndefined()
    expect(readStorageTrouble(new Error('a fault'))).toBeUndefined()
  })
})
