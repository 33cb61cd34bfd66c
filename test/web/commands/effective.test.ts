import { describe, expect, it } from 'vitest'
import type { Command } from '../../../app/web/commands/command.ts'
import { effectiveCommands, findClashes } from '../../../app/web/commands/effective.ts'
import { sameKeys, writeKeys } from '../../../app/web/commands/keys.ts'
import { COMMANDS } from '../../../app/web/commands/table.ts'

const make = (id: string, keys: string[], place?: 'workbench' | 'list'): Command => ({
  id,
  name: id,
  group: 'View',
  keys,
  ...(place ? { place } : {}),
  run: () => undefined,
})
const TABLE = [
  make('play', ['Space', 'p'], 'workbench'),
  make('next', ['j'], 'list'),
  make('back', ['j'], 'workbench'),
  make('theme', ['t']),
]
const keysOf = (own: Record<string, string[]>): Record<string, readonly string[]> =>
  Object.fromEntries(effectiveCommands(TABLE, own).map(({ id, keys }) => [id, keys]))

describe('the table as a person has it', () => {
  it('is the table itself where nothing was changed', () => {
    expect(effectiveCommands(COMMANDS, {})).toBe(COMMANDS)
    expect(effectiveCommands(COMMANDS, { gone: ['x'] })).toBe(COMMANDS)
  })

  it('has the keys of a person’s own, also none', () => {
    expect(keysOf({ theme: ['Mod+l'], play: [] })).toEqual({
      play: [],
      next: ['j'],
      back: ['j'],
      theme: ['Mod+l'],
    })
  })

  it('takes a key from whoever had it, where both are possible', () => {
    expect(keysOf({ play: ['j'] })).toMatchObject({ play: ['j'], next: ['j'], back: [] })
    expect(keysOf({ theme: ['j'] })).toMatchObject({ next: [], back: [] })
  })
})

const clashes = (id: string, keys: string) => findClashes(TABLE, id, keys).map((command) => command.id)

describe('findClashes', () => {
  it('names whom a combination is taken from', () => {
    expect(clashes('play', 'J')).toEqual(['back'])
    expect(clashes('theme', 'j')).toEqual(['next', 'back'])
    expect(clashes('back', 'j')).toEqual([])
    expect(clashes('unknown', 'j')).toEqual([])
  })
})

const stroke = (key: string, held = '') => ({
  key,
  shiftKey: held.includes('S'),
  altKey: held.includes('A'),
  ctrlKey: held.includes('C'),
  metaKey: held.includes('M'),
})

describe('combinations', () => {
  it('are written as the table writes them', () => {
    expect(writeKeys(stroke(' '))).toBe('Space')
    expect(writeKeys(stroke('K', 'S'))).toBe('Shift+k')
    expect(writeKeys(stroke('?', 'S'))).toBe('?')
    expect(writeKeys(stroke('ArrowLeft', 'AS'))).toBe('Alt+Shift+ArrowLeft')
    expect(writeKeys(stroke('z', 'M'))).toBe('Mod+z')
    expect(writeKeys(stroke('Shift', 'S'))).toBeUndefined()
  })

  it('are the same stroke however they are written', () => {
    expect(sameKeys('Shift+Mod+z', 'Mod+Shift+Z')).toBe(true)
    expect(sameKeys('?', 'Shift+?')).toBe(true)
    expect(sameKeys('i', 'Shift+i')).toBe(false)
  })
})
