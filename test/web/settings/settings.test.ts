import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../app/web/commands/table.ts'
import { groupKeyRows, listKeyRows } from '../../../app/web/settings/keyRows.ts'
import {
  DEFAULTS,
  parseSettings,
  readHint,
  resetKeys,
  setKeys,
  settingsStore,
  showHintsAgain,
  zoneOf,
} from '../../../app/web/settings/settingsStore.ts'

describe('what was kept', () => {
  it('is read as it was written', () => {
    const settings = { zone: 'local', times: 'wall', keys: { undo: ['u'] }, hintsRead: ['log'] } as const
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings)
  })

  it.each([null, '', 'nonsense', 'null', '[]', '{"zone":"moon","times":3,"keys":{"a":"b"},"hintsRead":1}'])(
    'is as it begins where it makes no sense: %s',
    (text) => expect(parseSettings(text)).toEqual(DEFAULTS),
  )
})

describe('the settings', () => {
  it('give a command keys, take them back, and forget all of them', () => {
    setKeys('undo', ['u'])
    setKeys('redo', [])
    expect(settingsStore.getState().keys).toEqual({ undo: ['u'], redo: [] })
    setKeys('undo', undefined)
    expect(settingsStore.getState().keys).toEqual({ redo: [] })
    resetKeys()
    expect(settingsStore.getState().keys).toEqual({})
  })

  it('remember a hint once, until it is asked for again', () => {
    readHint('log')
    readHint('log')
    expect(settingsStore.getState().hintsRead).toEqual(['log'])
    showHintsAgain()
    expect(settingsStore.getState().hintsRead).toEqual([])
  })

  it('show a recorded zone where one is said, and UTC where none is', () => {
    expect([zoneOf('recorded', 'Asia/Tokyo'), zoneOf('recorded', null), zoneOf('utc', 'Asia/Tokyo')]).toEqual(
      ['Asia/Tokyo', 'UTC', 'UTC'],
    )
  })
})

const row = (own: Record<string, readonly string[]>, id: string) =>
  listKeyRows(COMMANDS, own).find(({ command }) => command.id === id)
const ids = (query: string): string[] =>
  groupKeyRows(listKeyRows(COMMANDS, {}), query).flatMap(([, rows]) => rows.map((r) => r.command.id))

describe('the rows of keys', () => {
  it('say what a command lost, and to whom', () => {
    expect(row({ theme: ['i'] }, 'segment.in')).toMatchObject({
      isOwn: false,
      lost: [{ keys: 'i', to: 'Light or dark' }],
      clashes: [],
    })
    expect(row({ theme: ['i'] }, 'theme')).toMatchObject({ isOwn: true, lost: [], clashes: [] })
  })

  it('say where a person gave two commands one key', () => {
    const own = { theme: ['x'], 'segment.in': ['x'] }
    expect(row(own, 'theme')?.clashes).toEqual([{ keys: 'x', with: 'Start the segment here' }])
    expect(row(own, 'segment.in')?.clashes).toEqual([{ keys: 'x', with: 'Light or dark' }])
  })

  it('have no clash in the table as it came', () => {
    const clashing = listKeyRows(COMMANDS, {}).filter(({ clashes }) => clashes.length > 0)
    expect(clashing.map(({ command, clashes }) => [command.id, clashes])).toEqual([])
  })

  it('are found by words, group and key', () => {
    expect(ids('mod+k')).toEqual(['palette'])
    expect(ids('light dark')).toContain('theme')
    expect(ids('')).toHaveLength(COMMANDS.length)
  })
})
