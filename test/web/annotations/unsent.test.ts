import { beforeEach, describe, expect, it } from 'vitest'
import {
  addUnsent,
  discardUnsent,
  recallUnsent,
  sendUnsent,
  unsentOf,
  unsentStore,
} from '../../../app/web/annotations/unsent.ts'
import type { Write } from '../../../app/web/annotations/writes.ts'

/** What a browser keeps, for as long as a test lasts. */
const kept = new Map<string, string>()
const storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
}
Object.assign(globalThis, { localStorage: storage })

const remove = (annotationId: string): Write => ({ kind: 'delete', annotationId })
const gone = new Error('the server does not answer')

beforeEach(() => {
  kept.clear()
  unsentStore.setState({ bySession: {} })
})

describe('writes that failed', () => {
  it('are kept in their order, with why the first was not taken', () => {
    addUnsent('s', remove('a'), gone)
    addUnsent('s', remove('b'), new Error('later'))
    expect(unsentOf('s').writes).toEqual([remove('a'), remove('b')])
    expect(unsentOf('s').cause).toBe(gone)
    expect(unsentOf('other').writes).toEqual([])
  })

  it('outlive the tab', () => {
    addUnsent('s', remove('a'), gone)
    unsentStore.setState({ bySession: {} })
    recallUnsent('s')
    expect(unsentOf('s').writes).toEqual([remove('a')])
  })

  it('are sent in order, and stop at the first that fails again', async () => {
    for (const id of ['a', 'b', 'c']) addUnsent('s', remove(id), gone)
    const sent: Write[] = []
    const again = new Error('again')
    await sendUnsent('s', async (write) => {
      if (sent.length === 1) throw again
      sent.push(write)
    })
    expect(sent).toEqual([remove('a')])
    expect(unsentOf('s')).toEqual({ writes: [remove('b'), remove('c')], cause: again, isSending: false })
    await sendUnsent('s', async () => undefined)
    expect(unsentOf('s').writes).toEqual([])
    expect(kept.size).toBe(0)
  })

  it('are not sent twice at a time', async () => {
    addUnsent('s', remove('a'), gone)
    let calls = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = sendUnsent('s', () => {
      calls++
      return promise
    })
    await sendUnsent('s', async () => void calls++)
    resolve()
    await first
    expect(calls).toBe(1)
  })

  it('are given up when a person says so', () => {
    addUnsent('s', remove('a'), gone)
    discardUnsent('s')
    recallUnsent('s')
    expect(unsentOf('s').writes).toEqual([])
  })

  it('are nothing where what was kept cannot be read', () => {
    kept.set('lockstep.unsent.s', '{')
    recallUnsent('s')
    expect(unsentOf('s').writes).toEqual([])
  })
})
