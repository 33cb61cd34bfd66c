/** An edge from a device's clock to the reference, whatever measured it; and which of them are news. */
import { REFERENCE } from '../../core/clock/index.ts'
import { hashParts } from '../ids.ts'
import type { Device } from './devices.ts'
import { refuseGone } from './logMessages.ts'
import type { MeasuredEdge } from './measured.ts'

export interface DeviceEdgeOf {
  readonly device: Device
  readonly sessionId: string
  /** Of all that the session's devices were measured by. */
  readonly etag: string
}

export const createDeviceEdge = (
  { device: { clock }, sessionId, etag }: DeviceEdgeOf,
  measured: Pick<MeasuredEdge, 'kind' | 'methodVersion' | 'author' | 'evidence' | 'found' | 'refusal'>,
): MeasuredEdge => ({
  edgeId: `edge_${hashParts([sessionId, clock, measured.kind])}`,
  sessionId,
  support: 'measured',
  from: clock,
  to: REFERENCE,
  fromEtag: etag,
  toEtag: undefined,
  ...measured,
})

/** Those measured anew, and refusals of those whose device is gone. */
export const listNews = (
  edges: readonly MeasuredEdge[],
  known: Parameters<typeof refuseGone>[0],
  etag: string,
): MeasuredEdge[] => {
  const ids = new Set(edges.map(({ edgeId }) => edgeId))
  return [...edges.filter(({ edgeId }) => known.get(edgeId)?.fromEtag !== etag), ...refuseGone(known, ids)]
}
