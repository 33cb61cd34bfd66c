/** LiveKit's EgressInfo: a sidecar of the capture backend, or a webhook body someone stored. */
import {
  parseClockReadings,
  parseEgressInfo,
  parseRecorderSidecar,
  type Problem,
} from '../../core/formats/index.ts'
import { hashParts } from '../ids.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'

export function readEgressInfo({ object, json, raw }: JsonFile): ReadOutcome {
  const { value: info, problems } = parseEgressInfo(json)
  if (info === undefined) return { role: 'egress_info', status: 'refused', problems }
  const [first] = info.files
  const sidecar = parseRecorderSidecar(json)
  const { pts0, muted = [], lost = [] } = sidecar.value ?? {}
  const row = {
    egress_info_id: `egi_${hashParts([object.sourceId, object.stat.key])}`,
    source_id: object.sourceId,
    object_key: object.stat.key,
    egress_id: info.egressId,
    room_id: info.roomId,
    room_name: info.roomName,
    track_id: info.trackId,
    status: info.status,
    egress_requested_at_ns: info.requestedAt?.ns,
    file_started_at_ns: first?.startedAt?.ns,
    file_ended_at_ns: first?.endedAt?.ns,
    duration_ns: first?.durationNs,
    pts0_wall_ns: pts0?.wallNs,
    pts0_sigma_ns: pts0 && BigInt(Math.round(pts0.sigmaNs)),
    raw,
  }
  const spans = [
    ...muted.map((span) => ({ ...span, reason: 'muted' })),
    ...lost.map((span) => ({ ...span, reason: 'lost' })),
  ].map(({ fromUs, toUs, reason }) => ({
    source_id: object.sourceId,
    object_key: object.stat.key,
    egress_id: info.egressId,
    reason,
    from_us: fromUs,
    to_us: toUs,
  }))
  const failed: Problem[] = /FAILED|ABORTED/.test(info.status ?? '')
    ? [
        {
          code: 'egress_failed',
          message: `egress ${info.egressId} ended as ${info.status}: ${info.error ?? 'no reason given'} (livekit EgressInfo)`,
          evidence: { status: info.status ?? null, error: info.error ?? null },
        },
      ]
    : []
  return {
    role: 'egress_info',
    status: 'indexed',
    tables: { egress_infos: [row], known_spans: spans },
    problems: [...problems, ...parseClockReadings(json).problems, ...sidecar.problems, ...failed],
  }
}
