import { describe, expect, it } from 'vitest'
import { formatKeys, matchKeys, type KeyStroke } from '../../../app/web/commands/keys.ts'

const stroke = (key: string, held: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...held,
})

describe('matchKeys', () => {
  it('takes a letter in either case but only with Shift as written', () => {
    expect(matchKeys('i', stroke('i'))).toBe(true)
    expect(matchKeys('i', stroke('I', { shiftKey: true }))).toBe(false)
    expect(matchKeys('Shift+i', stroke('I', { shiftKey: true }))).toBe(true)
    expect(matchKeys('Shift+i', stroke('i'))).toBe(false)
  })

  it('takes a sign however the layout makes it', () => {
    expect(matchKeys('?', stroke('?', { shiftKey: true }))).toBe(true)
    expect(matchKeys('[', stroke('['))).toBe(true)
    expect(matchKeys('+', stroke('+', { shiftKey: true }))).toBe(true)
  })

  it('keeps plain keys apart from those with Alt or Ctrl', () => {
    expect(matchKeys('ArrowLeft', stroke('ArrowLeft'))).toBe(true)
    expect(matchKeys('ArrowLeft', stroke('ArrowLeft', { altKey: true }))).toBe(false)
    expect(matchKeys('Alt+ArrowLeft', stroke('ArrowLeft', { altKey: true }))).toBe(true)
    expect(matchKeys('s', stroke('s', { ctrlKey: true }))).toBe(false)
  })

  it('takes Ctrl and the Mac’s command key for Mod', () => {
    expect(matchKeys('Mod+k', stroke('k', { ctrlKey: true }))).toBe(true)
    expect(matchKeys('Mod+k', stroke('k', { metaKey: true }))).toBe(true)
    expect(matchKeys('Mod+k', stroke('k'))).toBe(false)
  })

  it('calls the space bar Space', () => {
    expect(matchKeys('Space', stroke(' '))).toBe(true)
  })
})

describe('formatKeys', () => {
  it('writes what a key cap says', () => {
    expect(['Shift+ArrowLeft', 'Mod+k', '+', '-', 'i', 'Home'].map(formatKeys)).toEqual([
      'Shift ←',
      'Ctrl K',
      '+',
      '−',
      'I',
      'Home',
    ])
  })
})
