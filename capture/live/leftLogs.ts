/**
 * Text and journals of rooms that are over and that the bucket has not taken: a process was killed, or the bucket was
 * away when the room ended. They are brought there again and again until none is left; what is written now is let be.
 */
import { uploadLeftJournals, type LeftLog, type PartBucket } from '../journal/index.ts'
import { uploadLeftTexts } from '../text/index.ts'
import type { RoomWriters } from './roomWatch.ts'

export interface LeftLogsOptions {
  /** Of the project: `events` and `text` lie in it. */
  readonly folder: string
  readonly bucket: PartBucket
  /** Ids (`RM_…`) of the openings that LiveKit lists. Rejects where it does not answer: then nothing is brought. */
  readonly listOpen: () => Promise<ReadonlySet<string>>
  readonly onBrought: (roomName: string) => void
  /** Undefined: none is left. */
  readonly onTrouble: (error: unknown) => void
}

export interface LeftLogs {
  /** Opens the logs of an opening to be written, once nobody else has them; they are let be until the room has ended. */
  open(roomId: string, open: () => Promise<RoomWriters>): Promise<RoomWriters>
  /** Never rejects; while one goes on, later calls wait for it. */
  bring(): Promise<void>
}

export function createLeftLogs(options: LeftLogsOptions): LeftLogs {
  const { folder, bucket, onBrought, onTrouble } = options
  const written = new Set<string>()
  let bringing: Promise<void> | undefined
  let underWay: { readonly id: string; readonly done: PromiseWithResolvers<void> } | undefined

  const letGo = (): void => {
    underWay?.done.resolve()
    underWay = undefined
  }
  async function bringAll(): Promise<void> {
    const open = await options.listOpen().catch(() => undefined)
    if (!open) return
    const left = {
      bucket,
      isOpen(id: string): boolean {
        const isFree = !open.has(id) && !written.has(id)
        if (isFree) underWay = { id, done: Promise.withResolvers() }
        return !isFree
      },
      onBrought({ about }: LeftLog): void {
        letGo()
        onBrought(String(about?.['roomName']))
      },
    }
    try {
      await uploadLeftJournals({ ...left, folder: `${folder}/events` })
      await uploadLeftTexts({ ...left, folder: `${folder}/text` })
      onTrouble(undefined)
    } catch (error) {
      onTrouble(error)
    } finally {
      letGo()
    }
  }

  return {
    async open(roomId, open) {
      written.add(roomId)
      const end = (): void => void written.delete(roomId)
      try {
        if (underWay?.id === roomId) await underWay.done.promise
        const writers = await open()
        // What has not ended is taken up again by this process: another log in its place would be put over it.
        return { ...writers, close: (isEnded) => writers.close(isEnded).finally(isEnded ? end : undefined) }
      } catch (error) {
        end()
        throw error
      }
    },
    bring() {
      bringing ??= bringAll().finally(() => (bringing = undefined))
      return bringing
    },
  }
}
