/** What the judge knows of a session's video lanes: ffprobe's packets and the name each frame carries. */
import { join } from 'node:path'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { JudgedLane } from '../../support/judge.ts'
import { readPackets } from '../../support/playback/readPackets.ts'

/** `nameFrame` of an object: what the cells of its frame `index` (in presentation order) say. */
export async function judgeLanes(
  session: SessionDetail,
  folder: string,
  nameOf: (objectKey: string) => ((index: number) => number) | undefined,
  readName?: JudgedLane['readName'],
): Promise<JudgedLane[]> {
  const lanes = session.lanes.filter((lane) => lane.kind === 'video')
  return Promise.all(
    lanes.map(async (lane) => {
      const names = new Map(lane.recordings.map((one) => [one.recordingId, nameOf(one.objectKey)]))
      const tables = await Promise.all(
        lane.recordings.map(
          async (one) => [one.recordingId, await readPackets(join(folder, one.objectKey))] as const,
        ),
      )
      return {
        lane,
        tables: new Map(tables),
        nameFrame: (recordingId: string, index: number) => names.get(recordingId)?.(index) ?? index,
        ...(readName ? { readName } : {}),
      }
    }),
  )
}
