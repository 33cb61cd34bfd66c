/** How far an edge stands from where its two clocks lie. */
import { REFERENCE, toMedia, toReference, type ClockEdge, type ClockMap } from '../core/clock/index.ts'

/** Edge − maps where the edge was measured, µs; undefined where one of its clocks has no map. */
export function findResidual(
  { from, to, offsetUs, atUs = 0 }: ClockEdge,
  maps: ReadonlyMap<string, ClockMap>,
): number | undefined {
  const [own, other] = [maps.get(from), maps.get(to)]
  if ((from !== REFERENCE && !own) || (to !== REFERENCE && !other)) return undefined
  const referenceUs = own ? toReference(own, atUs) : atUs
  const there = other ? toMedia(other, referenceUs) : referenceUs
  return offsetUs - (there - atUs)
}
