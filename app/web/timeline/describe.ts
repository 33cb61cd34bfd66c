/** What lies at a time on a row, in words, for the label at the pointer. */
import type { Annotation, FindingView, SessionDetail } from '../../../core/protocol/index.ts'
import { formatTime } from '../../../core/time/index.ts'
import { formatGap } from './coverage.ts'
import { findFirstRow } from '../../../core/timeline/ascending.ts'
import { type TimelineLog } from './eventColumns.ts'
import type { LaneRow, Row } from './layout.ts'
import type { Scene } from './paint/scene.ts'
import { isPlaced, isStalled, toMediaTime } from './recordingTime.ts'
import { findSignalLevel, formatValue, keyOfSignal, nameOfSignal, valueAt } from './signalView.ts'
import { formatSource } from './source.ts'
import { visitSpans } from './spanIndex.ts'
import { describeStep, findSteps } from './steps.ts'
import { formatSync } from './sync.ts'
import { ROOM_KEY } from './tracks.ts'
import { usPerPx } from './viewport.ts'

export interface Subject {
  readonly session: Pick<SessionDetail, 'epochWallUs' | 'people'>
  readonly findings: ReadonlyMap<string, readonly FindingView[]>
  readonly log: TimelineLog | undefined
  readonly zone?: string
  /** What is derived, where it is at hand. */
  readonly scene?: Pick<Scene, 'states' | 'talk' | 'result' | 'room' | 'signals' | 'scale'>
  /** How far from the time an event still counts, µs. */
  readonly reachUs: number
}

function describeLane(
  { lane, name }: LaneRow,
  time: number,
  { session, findings, zone, reachUs }: Subject,
): string[] {
  const title = `${name} · ${formatSource(lane.source)}`
  const gap = lane.gaps.find(({ startUs, endUs }) => time >= startUs && time < endUs)
  const here = lane.recordings
    .filter(isPlaced)
    .find(({ placement: { startUs, endUs } }) => time >= startUs && time < endUs)
  if (!here) return gap ? [title, `no recording: ${formatGap(gap, session.epochWallUs, zone)}`] : [title]
  const { grade, sigmaUs } = here.placement
  const ptsUs = toMediaTime(here, time)
  const hole = here.holes.find(({ startPtsUs, endPtsUs }) => ptsUs >= startPtsUs && ptsUs < endPtsUs)
  const notes = [`${title} · ${formatSync({ grade, sigmaUs, unplaced: 0 })}`]
  for (const step of findSteps(here)) {
    const { byUs } = step.step
    if (time >= step.atUs - reachUs && time < step.atUs + Math.max(0, byUs) + reachUs)
      notes.push(describeStep(step))
  }
  if (hole && !isStalled(here, time))
    notes.push(`no samples for ${((hole.endPtsUs - hole.startPtsUs) / 1e6).toFixed(1)} s: muted or lost`)
  return [...notes, ...(findings.get(here.recordingId) ?? []).slice(0, 2).map((finding) => finding.message)]
}

function describeEvents(time: number, { log, reachUs, session }: Subject): string[] {
  if (!log) return ['events']
  const first = findFirstRow(log.tUs, time - reachUs)
  const last = findFirstRow(log.tUs, time + reachUs)
  if (first === last) return ['events']
  const names = new Map(session.people.map(({ identity, name }) => [identity, name || identity]))
  const notes = [last - first === 1 ? '1 event' : `${last - first} events`]
  for (let row = first; row < Math.min(last, first + 3); row++) {
    const sender = log.sender(row)
    const topic = log.topic?.(row)
    const words = [formatTime(log.tUs[row]!), sender && (names.get(sender) ?? sender), topic]
    notes.push(words.filter(Boolean).join(' · '))
  }
  return notes
}

/** Returns lines about an annotation or marker. */
export function describeAnnotation({ label, body, startUs, endUs, author, tierId }: Annotation): string[] {
  const name = label || (tierId === null ? 'marker' : 'no label')
  const span =
    endUs > startUs
      ? `${formatTime(startUs)} – ${formatTime(endUs)} · ${((endUs - startUs) / 1e6).toFixed(3)} s`
      : formatTime(startUs)
  return [name, span, body.slice(0, 120), author].filter(Boolean)
}

function describeStates(row: Row, time: number, { scene, session }: Subject): string[] {
  const track = scene?.states.get(row.key)
  if (!track) return [row.kind === 'person' ? row.name : row.key]
  const notes: string[] = []
  visitSpans(track.spans, time, time + 1, (at) => {
    const sender = session.people[track.people[at]!]?.name
    notes.push([track.labels[at], sender].filter(Boolean).join(' · '))
  })
  return [track.topic, ...notes.slice(0, 4)]
}

function describeTalk(time: number, { scene, session }: Subject): string[] {
  const people = new Set<number>()
  if (scene?.talk) visitSpans(scene.talk.spans, time, time + 1, (at) => people.add(scene.talk!.people[at]!))
  const names = [...people].map((person) => session.people[person]?.name || 'someone')
  return [names.length > 0 ? `${names.join(', ')}: talking` : 'talk', 'derived from loudness']
}

function describeResult(
  { name, key }: { name: string; key: string },
  time: number,
  { scene, reachUs }: Subject,
): string[] {
  const found = key === ROOM_KEY ? scene?.room : scene?.result
  const notes: string[] = []
  if (found)
    visitSpans(found.spans, time - reachUs, time + reachUs, (at) => {
      if (notes.length < 3) notes.push(`${formatTime(found.spans.starts[at]!)} · ${found.labels[at]}`)
    })
  return [name, ...notes]
}

function describeSignal(row: Row, time: number, { scene }: Subject): string[] {
  const signals = scene?.signals
  const signal = signals?.tracks.find(({ signalId }) => keyOfSignal(signalId) === row.key)
  if (!signals || !signal) return []
  const value = valueAt(signals.store, signal.signalId, time, {
    level: findSignalLevel(usPerPx(scene.scale)),
  })
  const { topic, count } = signal
  return [
    `${nameOfSignal(signal)}: ${value === undefined ? 'no value' : formatValue(value, signal)}`,
    [
      topic,
      `${formatValue(signal.min, signal)} to ${formatValue(signal.max, signal)}`,
      `${count.toLocaleString('en')} values`,
    ]
      .filter(Boolean)
      .join(' · '),
  ]
}

/** Returns lines about the row at a time; none for an empty place. */
export function describe(row: Row | undefined, time: number, subject: Subject): string[] {
  if (row?.kind === 'lane') return describeLane(row, time, subject)
  if (row?.kind === 'events') return describeEvents(time, subject)
  if (row?.kind === 'states') return describeStates(row, time, subject)
  if (row?.kind === 'result') return describeResult(row, time, subject)
  if (row?.kind === 'signal') return describeSignal(row, time, subject)
  if (row?.kind === 'talk') return describeTalk(time, subject)
  return row ? [row.name] : []
}
