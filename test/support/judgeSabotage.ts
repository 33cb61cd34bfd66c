/** The judge is judged in the real page: two stretches of playing with two tiles broken in each. */
import type { Page } from 'playwright-core'
import type { JudgedLane } from './judge.ts'
import { passTime } from './judgePage.ts'
import { judgePlayback } from './judgeRun.ts'
import { freezeDrawing, freezeLog, shiftDrawing, shiftPlacement } from './sabotage.ts'
import { findFaults } from './verdict.ts'

const LIMITS = { p95: 1, withinOne: 0.99 }
const SHORT = { seconds: 2, screenshots: 3, restMs: 400 }
/** Two frames of a camera of 30 fps, less for others. */
const SHIFT_US = 70_000

/**
 * Breaks four tiles of a page that plays, in turn, and returns what the judge should have said of them and did not;
 * nothing: it was not fooled. The page cannot be used for more.
 */
export async function findFooled(page: Page, lanes: readonly JudgedLane[]): Promise<string[]> {
  // Cameras of 30 fps, whose two frames are 67 ms.
  const [shifted, frozen, misplaced, stopped] = lanes
    .filter(({ tables }) => [...tables.values()].every(({ ptsUs }) => ptsUs[1]! - ptsUs[0]! < 34_000))
    .map(({ lane }) => lane.laneId)
  if (!stopped) throw new Error('four cameras of 30 fps are needed to judge the judge')
  const fooled: string[] = []
  const expectFault = (faults: readonly string[], reading: string, laneId: string, how: string): void => {
    const isSeen = faults.some((fault) => fault.startsWith(`${reading}: ${laneId}`))
    if (!isSeen)
      fooled.push(`${reading} did not see ${laneId} ${how}; said: ${faults.join('; ') || 'nothing'}`)
  }

  await shiftDrawing(page, shifted!, 2)
  await passTime(page, 300)
  await freezeDrawing(page, frozen!, 700)
  const lying = findFaults(await judgePlayback(page, lanes, SHORT), LIMITS)
  expectFault(lying, 'pixels', shifted!, 'drawn two frames late')
  expectFault(lying, 'screenshots', shifted!, 'drawn two frames late')
  expectFault(lying, 'pixels', frozen!, 'not drawn for 500 ms')

  await shiftPlacement(page, misplaced!, SHIFT_US)
  await passTime(page, 300)
  const from = await freezeDrawing(page, stopped, 700)
  const honest = await judgePlayback(page, lanes, { ...SHORT, spoil: freezeLog(stopped, from) })
  const telling = findFaults(honest, LIMITS)
  expectFault(telling, 'log', misplaced!, 'played two frames late')
  expectFault(telling, 'screenshots', misplaced!, 'played two frames late')
  expectFault(telling, 'log', stopped, 'neither drawn nor logged for 500 ms')
  return fooled
}
