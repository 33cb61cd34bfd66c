import { describe, expect, it } from 'vitest'
import { layOutLog } from '../../../app/web/logs/logLayout.ts'

describe('layOutLog', () => {
  it.each([240, 300, 340, 417, 900])('fits time, sender, topic and payload into %d px', (widthPx) => {
    expect(layOutLog({ widthPx, clocks: false, fields: [] }).minPx).toBeLessThanOrEqual(widthPx)
  })

  it('gives the payload a line of its own where the panel is narrow', () => {
    expect(layOutLog({ widthPx: 240, clocks: false, fields: [] })).toMatchObject({
      shape: 'narrow',
      rowPx: 42,
    })
    expect(layOutLog({ widthPx: 417, clocks: false, fields: [] })).toMatchObject({
      shape: 'line',
      rowPx: 25,
    })
  })

  it('puts the clocks under the rest where one line has no room for them', () => {
    expect(layOutLog({ widthPx: 417, clocks: true, fields: [] })).toMatchObject({ shape: 'clocks', minPx: 0 })
    expect(layOutLog({ widthPx: 240, clocks: true, fields: [] })).toMatchObject({ shape: 'stack', minPx: 0 })
    expect(layOutLog({ widthPx: 900, clocks: true, fields: [] })).toMatchObject({ shape: 'line' })
  })

  it('puts both clocks and their difference beside the time, and fields before the payload', () => {
    const { columns } = layOutLog({ widthPx: 240, clocks: true, fields: ['q'] })
    expect(columns.map((column) => (column.kind === 'field' ? column.field : column.kind))).toEqual([
      'time',
      'recorder',
      'sent',
      'difference',
      'sender',
      'topic',
      'q',
      'payload',
    ])
  })
})
