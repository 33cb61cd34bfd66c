/** A gain in dB as people read it: `+3 dB`, `−12 dB`; `silent` at −60, where nothing is left. */
export function formatGain(gainDb: number): string {
  if (gainDb <= -60) return 'silent'
  return `${gainDb > 0 ? '+' : gainDb < 0 ? '−' : ''}${Math.abs(gainDb)} dB`
}
