/** The moments a query can mean, as rows of the palette: times first, then a frame. Pure but for what rows do. */
import type { Lane } from '../../../core/protocol/session.ts'
import { frameMoment, frameRecording } from '../playback/frameMoment.ts'
import { formatCount } from '../widgets/quantities.ts'
import { say } from '../widgets/noteStore.ts'
import type { WorkbenchActions } from './command.ts'
import { readFrame, readMoments } from './moment.ts'
import type { PaletteItem, PaletteSources } from './palette.types.ts'

export function momentItems({ query, context, zone = 'UTC' }: PaletteSources): PaletteItem[] {
  const { workbench } = context
  if (!workbench) return []
  const { session, player } = workbench
  const moments = readMoments(query, { session, now: player.now(), zone })
  return [
    ...moments.map((moment): PaletteItem => ({
      id: `moment:${moment.kind}`,
      group: 'Go to',
      label: moment.label,
      note: moment.note,
      run: () => player.seek(moment.t),
    })),
    ...frameItems(query, workbench),
  ]
}

const nameLane = (lane: Lane, { session }: WorkbenchActions): string => {
  const person = session.people.find((entry) => entry.identity === lane.identity)
  return `${person?.name ?? lane.identity} · ${lane.source}`
}

/** A frame of the recording that the focused or first picture shows; one past its end is not offered. */
function frameItems(query: string, workbench: WorkbenchActions): PaletteItem[] {
  const frame = readFrame(query)
  const { session, player } = workbench
  const found = frame === undefined ? undefined : frameRecording(session, player)
  if (frame === undefined || !found || frame >= found.recording.packetCount) return []
  return [
    {
      id: 'moment:frame',
      group: 'Go to',
      label: `Go to frame ${formatCount(frame)}`,
      note: `of ${nameLane(found.lane, workbench)}`,
      run: () =>
        void frameMoment(found.recording, frame).then(
          (t) => t !== undefined && player.seek(t),
          (error: unknown) =>
            say({ tone: 'error', title: 'The frame was not found', text: (error as Error).message }),
        ),
    },
  ]
}
