/** The coverage strip as paths: one thin line a person, one path a colour. Pure. */
import type { SessionSummary } from '../../../core/protocol/session.ts'

export interface StripPath {
  /** Place in the palette of people. */
  readonly color: number
  /** Horizontal strokes, in units of the box. */
  readonly d: string
}

export interface Strip {
  readonly paths: readonly StripPath[]
  /** Stroke width, px. */
  readonly thickness: number
  /** People there was no room for. */
  readonly left: number
}

const PALETTE = 8
/** Lines closer than this run into one. */
const LEAST_PITCH_PX = 2
const MOST_THICK_PX = 10

/**
 * Lays the lines out in a box `widthUnits` wide (stretched to any width) and `heightPx` high. A person's colour is
 * that of the workbench; where people are few their lines are thicker.
 */
export function layOutStrip(
  { coverage, durationUs }: Pick<SessionSummary, 'coverage' | 'durationUs'>,
  box: { readonly widthUnits: number; readonly heightPx: number },
): Strip {
  const drawn = coverage.slice(0, Math.floor(box.heightPx / LEAST_PITCH_PX))
  const pitch = Math.min(MOST_THICK_PX + 2, box.heightPx / Math.max(1, drawn.length))
  const gap = pitch < 6 ? Math.min(2, pitch * 0.45) : pitch * 0.2
  const thickness = Math.min(MOST_THICK_PX, Math.max(1.2, pitch - gap))
  const top = (box.heightPx - pitch * drawn.length) / 2
  const scale = box.widthUnits / Math.max(1, durationUs)
  const parts = new Map<number, string[]>()
  for (const [index, { spans }] of drawn.entries()) {
    const color = index % PALETTE
    const own = parts.get(color) ?? []
    parts.set(color, own)
    const y = round(top + (index + 0.5) * pitch)
    for (const { startUs, endUs } of spans) {
      const x = round(startUs * scale)
      const end = Math.max(x + 1, round(endUs * scale))
      own.push(`M${x} ${y}H${round(end)}`)
    }
  }
  return {
    paths: [...parts].map(([color, own]) => ({ color, d: own.join('') })),
    thickness: round(thickness),
    left: coverage.length - drawn.length,
  }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** In words, for who does not see it. */
export function describeStrip({ coverage }: Pick<SessionSummary, 'coverage'>): string {
  const count = `${coverage.length} ${coverage.length === 1 ? 'person' : 'people'} recorded`
  if (coverage.length === 0) return count
  return `${count}: ${coverage.map(describeLine).join(', ')}`
}

const describeLine = ({ identity, spans }: SessionSummary['coverage'][number]): string => {
  const gaps = spans.length - 1
  return gaps < 1 ? identity : `${identity} with ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`
}
