/** The evidence of the chosen edge, and hearing both its recordings where they match. */
import { useEdgeEvidence } from '../api/clocks.ts'
import { recordingOf } from './edges.ts'
import { offsetAt } from './times.ts'
import type { Board } from './useClockBoard.ts'
import { useHearing, type HeardPair, type Hearing } from './useHearing.ts'

/** Long enough to hear who speaks, with what is drawn in its middle. */
const HEAR_US = 8e6

export interface EdgeSound {
  readonly evidence: ReturnType<typeof useEdgeEvidence>
  readonly hearing: Hearing
  /** What would be heard; undefined: one of them has no sound, or is no recording. */
  readonly pair: HeardPair | undefined
}

export function useEdgeSound({ chosen, base, graph, session }: Board, mediaOrigin: string): EdgeSound {
  const isWritten = base.edges.some((edge) => edge.edgeId === chosen?.edgeId)
  const evidence = useEdgeEvidence(
    session.sessionId,
    base.clockVersion,
    isWritten ? chosen?.edgeId : undefined,
  )
  const [from, to] = [recordingOf(chosen?.from ?? ''), recordingOf(chosen?.to ?? '')]
  const hasSound = (recordingId: string | undefined): recordingId is string => {
    const recording = graph.recordings.find((each) => each.recordingId === recordingId)
    const withheld = session.people.find(({ identity }) => identity === recording?.identity)?.withheld
    return recording?.kind === 'audio' && !withheld
  }
  const { waves = null, correlation = null } = evidence.data ?? {}
  const fromUs = waves?.fromMediaUs ?? correlation?.fromMediaUs ?? chosen?.atUs ?? 0
  const pair =
    chosen && hasSound(from) && hasSound(to)
      ? {
          fromRecordingId: from,
          toRecordingId: to,
          fromUs,
          offsetUs: waves ? waves.toMediaUs - waves.fromMediaUs : offsetAt(chosen, fromUs),
          ratePpm: chosen.ratePpm ?? 0,
          startUs: fromUs + (waves?.spanUs ?? 0) / 2 - HEAR_US / 2,
          spanUs: HEAR_US,
        }
      : undefined
  return { evidence, pair, hearing: useHearing(session, mediaOrigin, pair) }
}
