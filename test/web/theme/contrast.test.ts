/** Every token that carries words or marks can be told from every ground it stands on (WCAG 2.2, 1.4.3 and 1.4.11). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../app/web/theme/tokens.css', import.meta.url), 'utf8')

function readTokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector), css.indexOf('}', css.indexOf(selector)))
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[\da-f]{6,8})\b/gi)].map((m) => [m[1]!, m[2]!]),
  )
}

type Rgb = readonly [number, number, number]
const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)
const opaque = (hex: string): Rgb => [channel(hex, 1), channel(hex, 3), channel(hex, 5)]

/** A token over a ground: those with an alpha are laid on it. */
function over(hex: string, ground: Rgb): Rgb {
  const alpha = hex.length === 9 ? channel(hex, 7) / 255 : 1
  const [r, g, b] = opaque(hex)
  return [0, 1, 2].map((at) => [r, g, b][at]! * alpha + ground[at]! * (1 - alpha)) as unknown as Rgb
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light! + 0.05) / (dark! + 0.05)
}

const WORDS = ['text', 'muted', 'faint', 'accent', 'warn', 'bad', 'good']
const GROUNDS = ['bg', 'panel', 'raised']
const people = Object.keys(readTokens(':root')).filter((name) => name.startsWith('person-'))

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  const tokens = { ...readTokens(':root'), ...readTokens(`[data-theme='${theme}']`) }
  const ground = (name: string): Rgb => opaque(tokens[name]!)
  const below = (names: readonly string[], grounds: readonly Rgb[], least: number): string[] =>
    names.flatMap((name) =>
      grounds
        .map((base) => contrast(over(tokens[name]!, base), base))
        .filter((ratio) => ratio < least)
        .map((ratio) => `${name} ${ratio.toFixed(2)}`),
    )

  it('words have 4.5 : 1 on every ground', () => {
    expect(below(WORDS, GROUNDS.map(ground), 4.5)).toEqual([])
  })

  it('words have 4.5 : 1 where the accent lies softly under them', () => {
    const soft = ['bg', 'panel'].map((name) => over(tokens['accent-soft']!, ground(name)))
    expect(below(['text', 'muted'], soft, 4.5)).toEqual([])
  })

  it('what stands on the accent has 4.5 : 1', () => {
    expect(contrast(ground('on-accent'), ground('accent'))).toBeGreaterThanOrEqual(4.5)
  })

  it('people’s colours have 3 : 1 on the panel', () => {
    expect(people).toHaveLength(8)
    expect(below(people, [ground('panel')], 3)).toEqual([])
  })
})
