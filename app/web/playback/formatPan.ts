/** A place between left and right as people read it: `L 30`, `centre`, `R 100`. */
export function formatPan(pan: number): string {
  const share = Math.round(Math.abs(pan) * 100)
  if (share === 0) return 'centre'
  return `${pan < 0 ? 'L' : 'R'} ${share}`
}
