/** SVG paths of the evidence: sounds above and below one line, and the curve of a correlation. Pure; px. */
import type { EdgeEvidence } from '../../../core/protocol/clock.ts'
import type { Size } from './netLayout.ts'

type Wave = NonNullable<EdgeEvidence['waves']>['from']

/** Below this a sound is silence, and is not blown up to the full height. */
const LEAST_LOUD = 0.01

/** The louder side of each place of a sound, 0…1 of its own loudest. */
export function heights({ min, max }: Wave): number[] {
  const sizes = max.map((top, index) => Math.max(Math.abs(top), Math.abs(min[index] ?? 0)))
  const loudest = Math.max(LEAST_LOUD, ...sizes)
  return sizes.map((size) => size / loudest)
}

/** One sound as an area on the middle line: up for the one, down for the other. */
export function wavePath(wave: Wave, { width, height }: Size, direction: 'up' | 'down'): string {
  const middle = height / 2
  const sizes = heights(wave)
  if (sizes.length === 0) return ''
  const step = width / sizes.length
  const sign = direction === 'up' ? -1 : 1
  const points = sizes.flatMap((size, index) => {
    const y = (middle + sign * Math.max(0.5, size * (middle - 1))).toFixed(1)
    return [`${(index * step).toFixed(1)},${y}`, `${((index + 1) * step).toFixed(1)},${y}`]
  })
  return `M0,${middle}L${points.join('L')}L${width},${middle}Z`
}

/** The correlation, its highest value at the top; the values may be negative. */
export function correlationPath(values: readonly number[], { width, height }: Size): string {
  if (values.length < 2) return ''
  const [least, most] = [Math.min(0, ...values), Math.max(...values)]
  const scale = most > least ? (height - 2) / (most - least) : 0
  const step = width / (values.length - 1)
  return `M${values.map((value, index) => `${(index * step).toFixed(1)},${(height - 1 - (value - least) * scale).toFixed(1)}`).join('L')}`
}
