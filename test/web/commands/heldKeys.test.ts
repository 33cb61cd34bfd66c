import { describe, expect, it } from 'vitest'
import { typeOn, type HeldText } from '../../../app/web/commands/heldKeys.ts'

const plain = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false }
const typed = (...keys: string[]): HeldText | undefined =>
  keys.reduce<HeldText | undefined>((held, key) => held && typeOn(held, { ...plain, key }), {
    text: '',
    end: undefined,
  })

describe('typeOn', () => {
  it('collects signs, takes the last back, and ends with Enter or Escape', () => {
    expect(typed('Z', 'o', 'x', 'Backspace', 'ë', ' ', '1')).toEqual({ text: 'Zoë 1', end: undefined })
    expect(typed('Backspace', '👩', '🎓', 'Backspace')).toEqual({ text: '👩', end: undefined })
    expect(typed('a', 'Enter')).toEqual({ text: 'a', end: 'Enter' })
    expect(typed('Escape')).toEqual({ text: '', end: 'Escape' })
    expect(typed('a', 'Enter', 'm')).toBeUndefined()
  })

  it('leaves combinations and keys that write nothing to the page', () => {
    const empty: HeldText = { text: '', end: undefined }
    expect(typeOn(empty, { ...plain, key: 'k', ctrlKey: true })).toBeUndefined()
    expect(typeOn(empty, { ...plain, key: 'k', metaKey: true })).toBeUndefined()
    expect(typeOn(empty, { ...plain, key: '@', ctrlKey: true, altKey: true })?.text).toBe('@')
    expect(typed('Shift')).toBeUndefined()
    expect(typed('ArrowDown')).toBeUndefined()
  })
})
