/** Devices whose clocks were set while they sent messages, as their logs show. */
import type { DeviceStep } from './edges/logEnvelope.ts'
import { createFinding, type StoredFinding } from './findings.ts'
import type { PlacedSession } from './placeRecordings.ts'

export function findDeviceFindings({
  sessionId,
  measured,
}: Pick<PlacedSession, 'sessionId' | 'measured'>): StoredFinding[] {
  return measured
    .filter(({ kind, found }) => kind === 'log_envelope' && found !== undefined)
    .flatMap(({ from, evidence }) =>
      ((evidence['steps'] ?? []) as readonly DeviceStep[]).map((step) => {
        const identity = from.slice('device:'.length)
        const size = `${(Math.abs(step.aheadUs) / 1e6).toFixed(1)} s ${step.aheadUs > 0 ? 'ahead' : 'back'}`
        return createFinding({
          stage: 'place',
          code: 'clock_stepped',
          subject: from,
          sessionId,
          message: `${identity}: the clock of the device was set ${size} at about ${new Date(step.wallUs / 1000).toISOString().slice(0, 19)} UTC, as its messages show`,
          evidence: { ...step, clock: from },
        })
      }),
    )
}
