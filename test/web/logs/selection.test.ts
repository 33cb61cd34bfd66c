import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findGridAct } from '../../../app/web/logs/gridKeys.ts'
import { shownRows } from '../../../app/web/logs/position.ts'
import { isSelected, moveCursor, placeOf, selectedPlaces } from '../../../app/web/logs/selection.ts'

const filtered = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 })
  .map((rows) => rows.toSorted((a, b) => a - b))

describe('the chosen rows', () => {
  it('are those shown between the two ends, whichever came first', () => {
    fc.assert(
      fc.property(filtered, fc.nat(60), fc.nat(60), (rows, anchor, cursor) => {
        const shown = shownRows(100, Uint32Array.from(rows))
        const { from, end } = selectedPlaces(shown, { anchor, cursor })
        expect(rows.slice(from, end)).toEqual(rows.filter((row) => isSelected({ anchor, cursor }, row)))
      }),
    )
  })

  it('move by rows shown and stay among them', () => {
    fc.assert(
      fc.property(filtered, fc.array(fc.constantFrom(-5, -1, 1, 5), { maxLength: 12 }), (rows, moves) => {
        const shown = shownRows(100, Uint32Array.from(rows))
        let selection: ReturnType<typeof moveCursor>
        for (const by of moves) selection = moveCursor(shown, selection, { by, extend: false, start: 0 })
        if (selection) expect(rows).toContain(selection.cursor)
      }),
    )
  })

  it('grow with Shift and begin anew without', () => {
    const shown = shownRows(100, undefined)
    const one = moveCursor(shown, undefined, { by: 1, extend: false, start: 40 })
    expect(one).toEqual({ anchor: 40, cursor: 40 })
    const more = moveCursor(shown, one, { by: 3, extend: true, start: 0 })
    expect(more).toEqual({ anchor: 40, cursor: 43 })
    expect(moveCursor(shown, more, { by: -1, extend: false, start: 0 })).toEqual({ anchor: 42, cursor: 42 })
  })

  it('have their place even where a filter has taken their row away', () => {
    expect(placeOf(shownRows(100, Uint32Array.of(3, 9, 20)), 10)).toBe(2)
  })
})

describe('findGridAct', () => {
  const stroke = { key: '', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false }

  it('moves, copies, chooses all and leaves what is not its own', () => {
    expect(findGridAct({ ...stroke, key: 'PageDown' }, 18)).toEqual({ kind: 'move', by: 18, extend: false })
    expect(findGridAct({ ...stroke, key: 'ArrowUp', shiftKey: true }, 18)).toMatchObject({
      by: -1,
      extend: true,
    })
    expect(findGridAct({ ...stroke, key: 'c', ctrlKey: true }, 18)).toEqual({ kind: 'copy' })
    expect(findGridAct({ ...stroke, key: 'c' }, 18)).toBeUndefined()
    expect(findGridAct({ ...stroke, key: 'C', shiftKey: true }, 18)).toBeUndefined()
    expect(findGridAct({ ...stroke, key: 'ArrowLeft' }, 18)).toBeUndefined()
    expect(findGridAct({ ...stroke, key: ' ' }, 18)).toBeUndefined()
  })
})
