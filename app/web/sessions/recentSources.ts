/** The sources this browser has ingested from, the latest first. */
const KEY = 'lockstep.sources'
const MOST = 6

export function readRecentSources(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : []
  } catch {
    return []
  }
}

export function rememberSource(source: string): void {
  const rest = readRecentSources().filter((entry) => entry !== source)
  localStorage.setItem(KEY, JSON.stringify([source, ...rest].slice(0, MOST)))
}
