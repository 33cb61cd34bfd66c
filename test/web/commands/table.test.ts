import { describe, expect, it } from 'vitest'
import type { CommandContext, ListActions, WorkbenchActions } from '../../../app/web/commands/command.ts'
import { findCommand } from '../../../app/web/commands/keyListener.ts'
import { COMMANDS, getCommand } from '../../../app/web/commands/table.ts'

const ignore = (): void => undefined
const base: CommandContext = {
  navigate: ignore,
  openPalette: ignore,
  openKeys: ignore,
  toggleTheme: ignore,
  chooseTheme: ignore,
  sessionId: undefined,
  list: undefined,
  workbench: undefined,
}
const list: ListActions = {
  focusSearch: ignore,
  move: ignore,
  moveTo: ignore,
  page: ignore,
  open: ignore,
  health: ignore,
  copyLink: ignore,
  menu: ignore,
  ingest: ignore,
}
const inList: CommandContext = { ...base, list }
const inWorkbench: CommandContext = { ...base, workbench: {} as WorkbenchActions }
const stroke = (key: string, repeat = false) => ({
  key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat,
})

describe('the table of commands', () => {
  it('names each command once', () => {
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length)
  })

  it.each([
    ['the workbench', inWorkbench],
    ['the list', inList],
    ['any place', base],
  ])('binds a key once in %s', (_place, context) => {
    const keys = COMMANDS.filter((command) => command.when?.(context) ?? true).flatMap(
      (command) => command.keys,
    )
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  it('has the keys that the page promises', () => {
    const promised: Record<string, string> = {
      ' ': 'play.toggle',
      j: 'play.back',
      k: 'play.stop',
      l: 'play.forward',
      ArrowLeft: 'step.back',
      '.': 'step.forward',
      Home: 'jump.start',
      i: 'segment.in',
      o: 'segment.out',
      ']': 'segment.toEnd',
      f: 'view.focus',
      g: 'view.grid',
      z: 'view.segment',
      0: 'view.whole',
      '+': 'view.in',
      s: 'view.out',
      a: 'view.left',
      e: 'segment.export',
      t: 'theme',
      1: 'panel.log',
      2: 'panel.annotations',
      5: 'panel.query',
      6: 'panel.exports',
      '?': 'keys',
    }
    for (const [key, id] of Object.entries(promised))
      expect([key, findCommand(COMMANDS, stroke(key), inWorkbench)?.id]).toEqual([key, id])
  })

  it('gives a key to what is possible in the place', () => {
    expect(findCommand(COMMANDS, stroke('j'), inList)?.id).toBe('list.next')
    expect(findCommand(COMMANDS, stroke('e'), inList)).toBeUndefined()
    expect(findCommand(COMMANDS, stroke('/'), inWorkbench)?.id).toBe('panel.filter')
  })

  it('repeats what goes on and nothing else while a key is held', () => {
    expect(findCommand(COMMANDS, stroke('ArrowLeft', true), inWorkbench)?.id).toBe('step.back')
    expect(findCommand(COMMANDS, stroke(' ', true), inWorkbench)).toBeUndefined()
  })

  it('refuses an unknown id', () => {
    expect(() => getCommand('nothing')).toThrow(RangeError)
  })
})
