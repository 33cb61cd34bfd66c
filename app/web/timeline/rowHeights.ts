/** How tall rows are, in CSS pixels: by kind, as a person set all of a kind, as a person set one. */
export const HEIGHT = {
  overview: 24,
  ruler: 34,
  person: 20,
  video: 30,
  audio: 28,
  tier: 24,
  states: 24,
  talk: 24,
  events: 24,
  result: 24,
  signal: 46,
} as const

export type HeightKind = Exclude<keyof typeof HEIGHT, 'overview' | 'ruler' | 'person'>
export type Heights = Readonly<Record<string, number>>
export type HeightPreset = 'small' | 'normal' | 'tall'

/** A head needs this much for its name and buttons. */
export const LEAST_ROW_PX = 18
export const MOST_ROW_PX = 400
/** Each further level of a row whose spans overlap. */
const LEVEL_PX = 14

const ALL: Readonly<Record<HeightPreset, Heights>> = {
  small: { 'all:video': 20, 'all:audio': 20 },
  normal: {},
  tall: { 'all:video': 64, 'all:audio': 56 },
}
const ONE: Readonly<Record<HeightPreset, number | undefined>> = { small: 20, normal: undefined, tall: 64 }

export const clampHeight = (px: number): number =>
  Math.min(MOST_ROW_PX, Math.max(LEAST_ROW_PX, Math.round(px)))

/** Returns a row's height: its own, else that of all of its kind, else the one it begins with. */
export function findHeight(heights: Heights, key: string, kind: HeightKind, levels = 1): number {
  const px = heights[key] ?? heights[`all:${kind}`] ?? HEIGHT[kind] + (levels - 1) * LEVEL_PX
  return clampHeight(px)
}

/** Heights with every lane small, normal or tall; what single rows were given is forgotten. */
export const withPreset = (preset: HeightPreset): Heights => ALL[preset]

/** The height of one row under a preset; undefined: as it begins. */
export const presetHeight = (preset: HeightPreset): number | undefined => ONE[preset]
