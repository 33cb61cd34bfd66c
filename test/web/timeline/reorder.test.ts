import { describe, expect, it } from 'vitest'
import { layoutRows, type Layout, type Row } from '../../../app/web/timeline/layout.ts'
import { findDrop, findKin, findStep } from '../../../app/web/timeline/reorder.ts'
import { AS_RECORDED } from '../../../app/web/timeline/rowGroups.ts'
import { createRowEdits } from '../../../app/web/timeline/rowEdits.ts'
import { undo } from '../../../app/web/commands/undoStore.ts'
import { firstView } from '../../../app/web/workbench/workbenchState.ts'
import { createWorkbenchStore } from '../../../app/web/workbench/workbenchStore.ts'
import { lesson } from './harness/lesson.ts'

const session = lesson()
const lay = (order: readonly string[] = [], pinned: readonly string[] = []): Layout =>
  layoutRows({ session, tracks: [] }, { ...AS_RECORDED, order, pinned })
const layout = lay()
const rowOf = (key: string, of: Pick<Layout, 'rows'> = layout): Row => of.rows.find((row) => row.key === key)!
const keysOf = ({ rows }: Pick<Layout, 'rows'>): string[] => rows.map(({ key }) => key)

describe('what changes places', () => {
  it('is a lane with the lanes of the same person', () => {
    const kin = findKin(layout, rowOf('adeyemi/microphone'), false)
    expect(kin.map(({ keys }) => keys)).toEqual([
      ['adeyemi/camera'],
      ['adeyemi/microphone'],
      ['adeyemi/screen_share'],
    ])
  })

  it('is a person, with all lanes, with other people', () => {
    const kin = findKin(layout, rowOf('person:leo'), false)
    expect(kin.map(({ keys }) => keys[0])).toEqual([
      'adeyemi/camera',
      'leo/camera',
      'mia/camera',
      'ben/camera',
      'zoe/camera',
    ])
    expect(kin[1]!.bottom).toBe(rowOf('person:mia').top)
  })

  it('is a pinned row with the other pinned rows, whoever they are of', () => {
    const { pinned } = lay([], ['leo/camera', 'mia/camera'])
    expect(findKin(pinned, pinned.rows[0]!, true).map(({ keys }) => keys)).toEqual([
      ['leo/camera'],
      ['mia/camera'],
    ])
  })
})

describe('a drop', () => {
  const leo = rowOf('person:leo')
  const kin = findKin(layout, leo, false)

  it('is nothing where the row stands already', () => {
    for (let y = kin[0]!.bottom; y < kin[1]!.bottom; y++)
      if (y > (kin[0]!.top + kin[0]!.bottom) / 2 && y < (kin[2]!.top + kin[2]!.bottom) / 2)
        expect(findDrop(kin, leo, y)).toBeUndefined()
  })

  it('stands before whose middle is below the pointer, or last', () => {
    expect(findDrop(kin, leo, 0)).toEqual({ before: 'adeyemi/camera', linePx: 0 })
    expect(findDrop(kin, leo, 1e4)).toEqual({ before: undefined, linePx: kin.at(-1)!.bottom })
    expect(findDrop(kin, leo, kin[3]!.top + 1)?.before).toBe('ben/camera')
  })

  it('goes one step by the keyboard, and stops at the ends', () => {
    expect(findStep(kin, leo, -1)?.before).toBe('adeyemi/camera')
    expect(findStep(kin, leo, 1)?.before).toBe('ben/camera')
    const first = rowOf('person:adeyemi')
    expect(findStep(kin, first, -1)).toBeUndefined()
    expect(findStep(kin, rowOf('person:zoe'), 1)).toBeUndefined()
  })
})

describe('edits of the rows', () => {
  it('move a person with all lanes, and take it back', () => {
    const store = createWorkbenchStore(firstView(session))
    const edits = createRowEdits(store, session)
    const kin = findKin(layout, rowOf('person:zoe'), false)
    edits.move(kin.at(-1)!.keys, 'leo/camera', layout.order)
    expect(keysOf(lay(store.getState().order)).filter((key) => key.startsWith('person'))).toEqual([
      'person:adeyemi',
      'person:zoe',
      'person:leo',
      'person:mia',
      'person:ben',
    ])
    undo()
    expect(store.getState().order).toEqual([])
  })

  it('fold everyone and unfold them', () => {
    const store = createWorkbenchStore(firstView(session))
    const edits = createRowEdits(store, session)
    edits.foldAll(true)
    expect(store.getState().collapsed).toEqual(['adeyemi', 'leo', 'mia', 'ben', 'zoe'])
    edits.foldAll(false)
    expect(store.getState().collapsed).toEqual([])
  })

  it('hide and pin a row of any kind, and show all again', () => {
    const store = createWorkbenchStore(firstView(session))
    const edits = createRowEdits(store, session)
    edits.hide('events')
    edits.pin('tier:a')
    edits.filter('leo')
    expect(store.getState()).toMatchObject({ hidden: ['events'], pinned: ['tier:a'], laneFilter: 'leo' })
    edits.showAll()
    expect(store.getState()).toMatchObject({ hidden: [], laneFilter: '' })
  })
})
