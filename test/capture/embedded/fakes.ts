/** A bucket in a folder that can refuse, a clock that is set, and time that passes when it is told to. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RecordingBucket } from '../../../capture/embedded/finish.ts'
import type { RecorderEffects } from '../../../capture/embedded/embeddedRecorder.ts'
import { UserError } from '../../../core/model/index.ts'

export interface FakeBucket extends RecordingBucket {
  readonly keys: string[]
  refuse: boolean
  path(key: string): string
}

export function createFakeBucket(folder: string): FakeBucket {
  const path = (key: string): string => join(folder, key)
  const take = async (key: string, write: () => Promise<void>) => {
    if (bucket.refuse)
      throw new UserError('bucket_refused', 'the bucket refused the key', { hint: 'Check its rights.' })
    await mkdir(dirname(path(key)), { recursive: true })
    await write()
    bucket.keys.push(key)
    return { key, sizeBytes: 0 }
  }
  const bucket: FakeBucket = {
    uri: 's3://lab/study',
    keys: [],
    refuse: false,
    path,
    put: (key, bytes) => take(key, () => writeFile(path(key), bytes)),
    uploadFile: (key, from) => take(key, () => copyFile(from, path(key))),
  }
  return bucket
}

export interface FakeTime {
  nowNs: bigint
  readonly effects: RecorderEffects
  tick(): void
  /** Ends every wait that is under way. */
  passWaits(): void
  readonly waiting: number
}

export function createFakeTime(nowNs: bigint): FakeTime {
  let tick: (() => void) | undefined
  let waits: (() => void)[] = []
  return {
    nowNs,
    effects: {
      every(_ms, run) {
        tick = run
        return () => (tick = undefined)
      },
      wait: (_ms, signal) =>
        new Promise((resolve, reject) => {
          waits.push(resolve)
          signal.addEventListener('abort', () => reject(new Error('closed')))
        }),
    },
    tick: () => tick?.(),
    passWaits() {
      const passed = waits
      waits = []
      for (const pass of passed) pass()
    },
    get waiting() {
      return waits.length
    },
  }
}
