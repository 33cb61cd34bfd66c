/**
 * A journal → its three objects in the bucket: media, sidecar, manifest, in this order, so that whoever sees a manifest
 * finds what it names. Everything is made from the journal and written over what is there: after any crash it is done
 * again, and the journal goes last, once all of it is in the bucket.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EgressInfo } from '@livekit/protocol'
import { UserError } from '../../core/model/index.ts'
import type { BucketWriter } from '../bucket/bucketWriter.ts'
import type { WallClock } from '../model/media.ts'
import type { FitWallClockOptions } from './clock/fitWallClock.ts'
import { nameKeys } from './keys.ts'
import { muxJournal } from './mux/muxJournal.ts'
import { describeRecording } from './sidecar.ts'

export type RecordingBucket = Pick<BucketWriter, 'uri' | 'put' | 'uploadFile'>

export interface PublishOptions {
  readonly spoolFolder: string
  readonly bucket: RecordingBucket
  readonly clock: WallClock
  readonly ntpOf: FitWallClockOptions['ntpOf']
  readonly version: string
  readonly keyPrefix?: string
}

export const findJournalPath = (spoolFolder: string, egressId: string): string =>
  join(spoolFolder, `${egressId}.journal`)

/** Ends a recording whose journal is closed. Throws what disk or bucket said; then nothing is lost, and call it again. */
export async function finishRecording(egressId: string, options: PublishOptions): Promise<EgressInfo> {
  const info = await publish(egressId, options, true)
  await rm(findJournalPath(options.spoolFolder, egressId), { force: true })
  return info
}

/** Writes what there is so far under the same keys, as active: playable while it grows. The journal goes on. */
export const copyRecording = (egressId: string, options: PublishOptions): Promise<EgressInfo> =>
  publish(egressId, options, false)

async function publish(egressId: string, options: PublishOptions, isFinal: boolean): Promise<EgressInfo> {
  const { spoolFolder, bucket } = options
  const base = join(spoolFolder, isFinal ? egressId : `${egressId}.copy`)
  const muxed = await muxJournal(findJournalPath(spoolFolder, egressId), base)
  if (!muxed) {
    throw new UserError(
      'journal_unusable',
      `journal of ${egressId}: its first record is not whole (lockstep capture)`,
      {
        hint: 'The process died before anything was recorded: the file can be deleted.',
      },
    )
  }
  const keys = nameKeys(muxed.survey.head, options.keyPrefix)
  const { info, mediaKey, sidecar, manifest } = describeRecording(muxed, {
    ...options,
    keys,
    isFinal,
    bucketUri: bucket.uri,
    nowNs: options.clock.nowNs(),
  })
  try {
    if (muxed.media && mediaKey !== undefined) await bucket.uploadFile(mediaKey, muxed.media.path)
    await bucket.put(keys.sidecar, toBytes(sidecar))
    await bucket.put(keys.manifest, toBytes(manifest))
  } finally {
    // The journal has it all: while the bucket is away, the disk has room for the recordings that go on.
    if (muxed.media) await rm(muxed.media.path, { force: true })
  }
  return info
}

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
