import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../app/web/commands/table.ts'
import { HINTS, splitHint } from '../../../app/web/widgets/hints.ts'
import { writeCrashReport } from '../../../app/web/widgets/crashReport.ts'
import { noteStore, say, takeNotes } from '../../../app/web/widgets/noteStore.ts'

describe('hints', () => {
  it.each(Object.entries(HINTS))('%s names keys of commands that are, and is short', (_id, text) => {
    const ids = splitHint(text).flatMap(({ command }) => command ?? [])
    expect(ids.filter((id) => !COMMANDS.some((command) => command.id === id))).toEqual([])
    expect(text.length).toBeLessThan(180)
  })

  it('come apart into words and commands', () => {
    expect(splitHint('Press {play.toggle} now')).toEqual([
      { text: 'Press ' },
      { command: 'play.toggle' },
      { text: ' now' },
    ])
  })
})

describe('notes', () => {
  it('are taken once, and a newer one about the same thing takes the place of the one before', () => {
    say({ about: 'undo', title: 'a' })
    say({ title: 'b' })
    say({ about: 'undo', title: 'c' })
    expect(takeNotes().map((note) => note.title)).toEqual(['b', 'c'])
    expect(noteStore.getState().notes).toEqual([])
  })
})

describe('a crash report', () => {
  it('says what, where and in what, and is no longer than can be read', () => {
    const error = new Error('no lanes')
    error.stack = ['Error: no lanes', ...Array.from({ length: 90 }, (_, at) => `  at f${at}`)].join('\n')
    const report = writeCrashReport({
      error,
      components: '\n  at Timeline\n  at Workbench',
      address: 'http://127.0.0.1/s/RM_1',
      browser: 'Chrome',
      at: new Date(0),
    })
    expect(report).toMatch(
      /^Lockstep: a part of the page failed\nat 1970-01-01T00:00:00.000Z in http.*RM_1\n/,
    )
    expect(report).toMatch(/Error: no lanes[^]*\nin\nat Timeline\n {2}at Workbench$/)
    expect(report.split('\n').length).toBeLessThan(40)
  })
})
