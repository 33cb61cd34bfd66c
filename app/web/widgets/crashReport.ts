/** What a person can send to who mends the page. The address names a session; nothing of what was recorded. Pure. */
interface Crash {
  readonly error: unknown
  /** The components it happened in, as React tells them. */
  readonly components: string
  readonly address: string
  readonly browser: string
  readonly at: Date
}

const MOST_LINES = 24

export function writeCrashReport({ error, components, address, browser, at }: Crash): string {
  const what = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error)
  return [
    'Lockstep: a part of the page failed',
    `at ${at.toISOString()} in ${address}`,
    `browser: ${browser}`,
    '',
    ...what.split('\n').slice(0, MOST_LINES),
    '',
    'in',
    ...components.trim().split('\n').slice(0, MOST_LINES),
  ].join('\n')
}
