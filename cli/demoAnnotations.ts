/** What a coder would have marked in the demo lesson, so that a newcomer sees tiers and markers with something in them. */
import type { Catalog } from '../core/catalog/catalog.ts'
import type { NewAnnotation } from '../core/protocol/index.ts'
import { micros } from '../core/time/index.ts'
import { describeLesson } from '../fixtures/sessions/lesson/session.ts'
import { createAnnotation, createTier } from '../review/index.ts'

const AUTHOR = 'demo'
const TIER = 'demo-strategy'

/** A span over lines that are said, seen in the microphone of who says the first of them. */
interface Coded {
  readonly from: string
  readonly to?: string
  readonly label: string
  readonly body?: string
}

const SPANS: readonly Coded[] = [
  { from: 'm01', label: 'compare', body: 'Counts the blue pieces against all.' },
  { from: 'l02', label: 'guess', body: 'Halves the three and keeps the quarters.' },
  { from: 'b02', to: 'z02', label: 'challenge' },
  { from: 'l03', to: 'b03', label: 'partition the whole', body: 'Cuts every piece in two: eight pieces.' },
  { from: 'z03', label: 'compare' },
  { from: 'l05', to: 'i02', label: 'explain to peer', body: 'Leo explains to Ines, who came late.' },
  { from: 'b04', label: 'draw' },
  { from: 'z04', label: 'guess' },
  { from: 'b05', label: 'partition the whole' },
  { from: 'z05', to: 'l06', label: 'compare' },
  { from: 'm03', label: 'explain to peer', body: 'Why three twelfths and one quarter are one size.' },
]

const MARKERS: readonly Coded[] = [
  { from: 'l04', label: 'Three eighths', body: 'The first right answer to the second question.' },
  { from: 'm02', label: 'Mia is back', body: 'She was away while they turned to thirds.' },
]

/**
 * Marks the lesson, once: a session in which anybody ever marked anything, or took it back, is left alone. Returns
 * whether it did.
 */
export async function seedDemo(catalog: Catalog): Promise<boolean> {
  const { session, script } = describeLesson()
  const [found] = await catalog.all<{ session_id: string; clock_version: string; epoch_us: number }>(
    `SELECT session_id, clock_version, epoch_us FROM sessions s
     WHERE room_name = ? AND abs(epoch_us - ?) < 60e6
       AND NOT EXISTS (FROM annotations a WHERE a.session_id = s.session_id)
       AND NOT EXISTS (FROM tiers t WHERE t.session_id = s.session_id)`,
    [session.roomName, session.epochWall.getTime() * 1e3],
  )
  if (!found) return false
  const { session_id: sessionId, clock_version: clockVersion, epoch_us: epochUs } = found
  const lines = new Map(script.utterances.map((utterance) => [utterance.line, utterance]))
  const toSession = (seconds: number): number =>
    micros(session.epochWall.getTime() * 1e3 + seconds * 1e6 - epochUs)
  const describe = (coded: Coded, isPoint: boolean): Omit<NewAnnotation, 'annotationId' | 'tierId'> => {
    const first = lines.get(coded.from)!
    const startUs = toSession(first.startS)
    const endUs = isPoint ? startUs : toSession(lines.get(coded.to ?? coded.from)!.endS)
    const { label, body = '' } = coded
    return { startUs, endUs, label, body, laneId: `${first.who}/microphone`, clockVersion }
  }
  const write = (annotation: NewAnnotation) =>
    createAnnotation(catalog, sessionId, { ...annotation, author: AUTHOR })
  await createTier(catalog, sessionId, { tierId: TIER, name: 'strategy', author: AUTHOR })
  for (const [index, coded] of SPANS.entries())
    await write({ annotationId: `${TIER}-${index + 1}`, tierId: TIER, ...describe(coded, false) })
  for (const [index, coded] of MARKERS.entries())
    await write({ annotationId: `demo-marker-${index + 1}`, tierId: null, ...describe(coded, true) })
  return true
}
