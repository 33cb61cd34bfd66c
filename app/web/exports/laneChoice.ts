/** The lanes a person leaves out of an export. Pure. */

/** With these lanes chosen, or left out. */
export function withLanes(
  left: ReadonlySet<string>,
  laneIds: readonly string[],
  chosen: boolean,
): ReadonlySet<string> {
  const next = new Set(left)
  for (const laneId of laneIds) {
    if (chosen) next.delete(laneId)
    else next.add(laneId)
  }
  return next
}

/** With all lanes of a person chosen, or left out. */
export const withPerson = (
  left: ReadonlySet<string>,
  lanes: readonly { readonly laneId: string }[],
  chosen: boolean,
): ReadonlySet<string> =>
  withLanes(
    left,
    lanes.map((lane) => lane.laneId),
    chosen,
  )
