/** The evidence of the chosen edge, and hearing both its recordings where they match. */
import { useEdgeEvidence } from '../api/clocks.ts'
import { recordingOf } from './edges.ts'
import type { Pair } from './soloSession.ts'
import { offsetAt } from './times.ts'
import type { Board } from './useClockBoard.ts'
import { useHearing, type Hearing } from './useHearing.ts'

const HEAR_US = 8e6

export interface EdgeSound {
  readonly evidence: ReturnType<typeof useEdgeEvidence>
  readonly hearing: Hearing
  /** What would be heard; undefined: one of them has no sound, or is no recording. */
  readonly pair: (Pair & { readonly spanUs: number }) | undefined
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
          spanUs: waves?.spanUs ?? HEAR_US,
        }
      : undefined
  return { evidence, pair, hearing: useHearing(session, mediaOrigin, pair) }
}
