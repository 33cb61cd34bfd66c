/** Where a recording's clock steps, in session time and in words. */
import type { ClockStepView } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { toSessionTime, type Placed } from './recordingTime.ts'

export interface PlacedStep {
  readonly step: ClockStepView
  /** Session time: the start of what a stall lost, or from where a step back goes on. */
  readonly atUs: number
}

/** The steps of a recording, by media time. */
export function findSteps(recording: Placed): PlacedStep[] {
  return recording.placement.steps.map((step) => {
    const afterUs = toSessionTime(recording, step.mediaUs)
    return { step, atUs: step.byUs > 0 ? afterUs - step.byUs : afterUs }
  })
}

/** Returns what a step did: `stall of 342 ms (± 4 ms) at 0:16:02.120`. */
export function describeStep({ step: { byUs, sigmaUs }, atUs }: PlacedStep): string {
  const size = `${formatSpan(Math.abs(byUs))} (± ${formatSpan(sigmaUs)})`
  return `${byUs > 0 ? 'stall of' : 'clock set back by'} ${size} at ${formatTime(atUs)}`
}
