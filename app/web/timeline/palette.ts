/** The theme's colours for canvases, read from the same CSS variables as the page. */
export interface Palette {
  readonly dark: boolean
  readonly bg: string
  readonly panel: string
  readonly raised: string
  readonly line: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly accent: string
  readonly accentSoft: string
  readonly hatch: string
  readonly warn: string
  readonly bad: string
  readonly font: string
  readonly people: readonly string[]
}

const PEOPLE = 8

/** Reads the colours as they are now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    dark: document.documentElement.dataset.theme !== 'light',
    bg: read('--bg'),
    panel: read('--panel'),
    raised: read('--raised'),
    line: read('--line'),
    text: read('--text'),
    muted: read('--muted'),
    faint: read('--faint'),
    accent: read('--accent'),
    accentSoft: read('--accent-soft'),
    hatch: read('--hatch'),
    warn: read('--warn'),
    bad: read('--bad'),
    font: read('--font') || 'system-ui, sans-serif',
    people: Array.from({ length: PEOPLE }, (_, index) => read(`--person-${index}`)),
  }
}

/** The colour of a person by index in the session; a neutral one for who is not among them. */
export const colourOf = (palette: Palette, person: number | undefined): string =>
  person === undefined || person < 0
    ? palette.muted
    : (palette.people[person % palette.people.length] ?? palette.muted)

/** The same as a CSS value, for elements. */
export const personVariable = (person: number | undefined): string =>
  person === undefined || person < 0 ? 'var(--muted)' : `var(--person-${person % PEOPLE})`

/** Calls the listener when the page's theme may have changed; returns how to stop. */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-mantine-color-scheme', 'class', 'style'],
  })
  return () => observer.disconnect()
}
