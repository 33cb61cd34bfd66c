/** Where a click in the health place leads: the moment, and the recording's details, in the workbench. */
import type { SessionDetail } from '../../../core/protocol/session.ts'

const seconds = (us: number): string => String(Math.max(0, Number((us / 1e6).toFixed(6))))

/** The workbench at a time, with one lane large where it has pictures, and one recording's details beside. */
export function momentHref(
  home: string,
  { tUs, focus, recordingId }: { tUs: number; focus?: string | undefined; recordingId?: string | undefined },
): string {
  const query = new URLSearchParams({ t: seconds(tUs) })
  if (focus !== undefined) query.set('focus', focus)
  if (recordingId !== undefined) {
    query.set('panel', 'details')
    query.set('rec', recordingId)
  }
  return `${home}?${query.toString().replaceAll('%2F', '/')}`
}

/** A lane from its first recording on. */
export function laneHref(home: string, session: SessionDetail, laneId: string): string {
  const lane = session.lanes.find((one) => one.laneId === laneId)
  const first = lane?.recordings[0]
  return momentHref(home, {
    tUs: first?.placement?.startUs ?? 0,
    focus: lane?.kind === 'video' && first?.placement ? laneId : undefined,
    recordingId: first?.recordingId,
  })
}
