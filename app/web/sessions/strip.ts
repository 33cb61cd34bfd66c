/** The coverage strip as paths: one thin line a person, one path a colour. Pure. */
import type { SessionSummary } from '../../../core/protocol/session.ts'

export interface StripPath {
  /** Place in the palette of people. */
  readonly color: number
  /** Bars to be filled, in units of the box: a stroke as thin as this is drawn pale. */
  readonly d: string
}

export interface Strip {
  readonly paths: readonly StripPath[]
  /** Of a line, px. */
  readonly thickness: number
  /** People there was no room for. */
  readonly left: number
}

const PALETTE = 8
const MOST_PITCH_PX = 12

/**
 * Lays the lines out in a box `widthUnits` wide (stretched to any width) and `heightPx` high. A person's colour is
 * that of the workbench; where people are few their lines are thicker.
 */
export function layOutStrip(
  { coverage, durationUs }: Pick<SessionSummary, 'coverage' | 'durationUs'>,
  box: { readonly widthUnits: number; readonly heightPx: number },
): Strip {
  const drawn = coverage.slice(0, box.heightPx)
  const pitch = Math.min(MOST_PITCH_PX, Math.floor(box.heightPx / Math.max(1, drawn.length)))
  const thickness = thicknessOf(pitch)
  const top = Math.floor((box.heightPx - pitch * drawn.length + pitch - thickness) / 2)
  const scale = box.widthUnits / Math.max(1, durationUs)
  const parts = new Map<number, string[]>()
  for (const [index, { spans }] of drawn.entries()) {
    const color = index % PALETTE
    const own = parts.get(color) ?? []
    parts.set(color, own)
    const y = top + index * pitch
    for (const { startUs, endUs } of spans) {
      const x = round(startUs * scale)
      const end = Math.max(x + 1, round(endUs * scale))
      own.push(`M${x} ${y}H${round(end)}v${thickness}H${x}z`)
    }
  }
  return {
    paths: [...parts].map(([color, own]) => ({ color, d: own.join('') })),
    thickness,
    left: coverage.length - drawn.length,
  }
}

/** Whole pixels, so that the lines are sharp; a crowd's lines touch. */
const thicknessOf = (pitchPx: number): number => (pitchPx > 3 ? pitchPx - 2 : Math.max(1, pitchPx - 1))

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
