import { expect, it } from 'vitest'
import { listenForInterrupt } from '../../cli/interrupt.ts'

it('takes a Ctrl-C that arrives twice for one, and ends the process at a later one or once all is done', () => {
  const exits: (number | undefined)[] = []
  const later: (() => void)[] = []
  let now = 5000
  const { signal, stop } = listenForInterrupt({
    now: () => now,
    exit: (code) => exits.push(code),
    later: (_ms, run) => later.push(run),
  })
  try {
    process.emit('SIGINT')
    expect(signal.aborted).toBe(true)
    now += 20
    process.emit('SIGINT')
    expect(exits).toEqual([])
    now += 2000
    process.emit('SIGINT')
    expect(exits).toEqual([130])
  } finally {
    stop()
  }
  expect(process.listenerCount('SIGINT')).toBe(0)
  for (const run of later) run()
  expect(exits).toEqual([130, undefined])
})
