import { beforeEach, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../app/web/commands/command.ts'
import { watchSegment } from '../../../app/web/commands/segmentEdits.ts'
import { getCommand } from '../../../app/web/commands/table.ts'
import { forgetEdits, redo, rememberEdit, undo, undoStore } from '../../../app/web/commands/undoStore.ts'
import { takeNotes } from '../../../app/web/widgets/noteStore.ts'
import { firstView } from '../../../app/web/workbench/workbenchState.ts'
import { createWorkbenchStore } from '../../../app/web/workbench/workbenchStore.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeSession } from '../makeSession.ts'

const span = (start: number, end: number) => ({ start: micros(start * 1e6), end: micros(end * 1e6) })
const names = (): string[] => undoStore.getState().done.map((edit) => edit.name)

beforeEach(() => {
  forgetEdits()
  takeNotes()
})

describe('what was done', () => {
  it('is taken back in the order it was done, and done again', () => {
    const log: string[] = []
    for (const name of ['a', 'b'])
      rememberEdit({ name, undo: () => void log.push(`-${name}`), redo: () => void log.push(`+${name}`) })
    expect([undo(), undo(), undo(), redo()]).toEqual(['b', 'a', undefined, 'a'])
    expect(log).toEqual(['-b', '-a', '+a'])
  })

  it('says by name what was undone, and when there is nothing', () => {
    const context = {} as CommandContext
    getCommand('undo').run(context)
    rememberEdit({ name: 'move the marker', undo: () => undefined, redo: () => undefined })
    getCommand('undo').run(context)
    expect(getCommand('redo').when!(context)).toBe(true)
    expect(takeNotes()).toEqual([{ about: 'undo', title: 'Undone:', text: 'move the marker' }])
  })

  it('says when the server did not take it back', async () => {
    rememberEdit({
      name: 'move the marker',
      undo: () => Promise.reject(new Error('gone')),
      redo: () => undefined,
    })
    getCommand('undo').run({} as CommandContext)
    await Promise.resolve()
    await Promise.resolve()
    expect(takeNotes()).toMatchObject([{ tone: 'error', text: 'gone' }])
  })
})

const open = () => {
  const clock = { now: 0, held: false }
  const store = createWorkbenchStore(firstView(makeSession()))
  const off = watchSegment(store, { now: () => clock.now, isHeld: () => clock.held })
  return { clock, store, off }
}

describe('the segment', () => {
  it('is remembered at each change, and comes back', () => {
    const { clock, store } = open()
    store.getState().setIn(micros(20e6))
    clock.now = 1000
    store.getState().setOut(micros(25e6))
    clock.now = 2000
    store.getState().setSegment(undefined)
    expect(names()).toEqual(['mark a segment', 'change the segment', 'clear the segment'])
    undo()
    expect(store.getState().segment).toEqual(span(20, 25))
    undo()
    undo()
    expect(store.getState().segment).toBeUndefined()
    redo()
    expect(store.getState().segment).toEqual(span(20, 30))
  })

  it('takes a drag as one edit, however long the pointer rests', () => {
    const { clock, store } = open()
    store.getState().setSegment(span(1, 2))
    clock.now = 5000
    clock.held = true
    for (const end of [3, 4, 5]) {
      clock.now += 2000
      store.getState().setSegment(span(1, end))
    }
    expect(names()).toEqual(['mark a segment', 'change the segment'])
    undo()
    expect(store.getState().segment).toEqual(span(1, 2))
  })

  it('forgets a drag that ends where it began, and keeps apart what others did between', () => {
    const { clock, store } = open()
    store.getState().setSegment(span(1, 2))
    clock.now = 100
    store.getState().setSegment(undefined)
    expect(names()).toEqual([])
    store.getState().setSegment(span(1, 2))
    rememberEdit({ name: 'drop a marker', undo: () => undefined, redo: () => undefined })
    store.getState().setSegment(span(1, 3))
    expect(names()).toEqual(['mark a segment', 'drop a marker', 'change the segment'])
  })

  it('is no longer watched once the workbench has closed', () => {
    const { store, off } = open()
    off()
    store.getState().setSegment(span(1, 2))
    expect(names()).toEqual([])
  })
})
