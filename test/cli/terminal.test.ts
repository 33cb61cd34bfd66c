import { describe, expect, it } from 'vitest'
import type { Effects } from '../../cli/effects.ts'
import { escapeControls, formatTable } from '../../cli/table.ts'
import { formatProgress, openReporter } from '../../cli/terminal.ts'

function createWorld(isTTY: boolean): { effects: Effects; stdout: string[]; stderr: string[] } {
  const stdout: string[] = []
  const stderr: string[] = []
  const effects: Effects = {
    stdout: { write: (text) => stdout.push(String(text)), isTTY },
    stderr: { write: (text) => stderr.push(String(text)), isTTY, columns: 40 },
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    version: '0',
    setExitCode: () => undefined,
  }
  return { effects, stdout, stderr }
}

describe('progress', () => {
  it('is one line on a terminal, with rate and time left, redrawn ten times a second', () => {
    const { effects, stdout, stderr } = createWorld(true)
    let now = 0
    const reporter = openReporter(effects, { now: () => now })
    for (let done = 0; done <= 100; done++) {
      now = done * 20
      reporter.progress({ stage: 'probe', done, total: 100 })
    }
    expect(stdout).toEqual([])
    expect(stderr.length).toBe(21)
    expect(stderr[10]).toBe('\r\u001B[2Kprobe  50/100  50%  50/s  0:01 left'.slice(0, 5 + 39))
    expect(stderr.at(-1)).toContain('probe  100/100  100%')
    reporter.end()
    expect(stderr.at(-1)).toBe('\r\u001B[2K')
  })

  it('is silent in a pipe', () => {
    const { effects, stdout, stderr } = createWorld(false)
    const reporter = openReporter(effects)
    reporter.progress({ stage: 'probe', done: 1, total: 2 })
    reporter.end()
    expect([stdout, stderr]).toEqual([[], []])
  })

  it('is JSON lines under --json, at most one a second and the last of each stage', () => {
    const { effects, stdout, stderr } = createWorld(true)
    let now = 0
    const reporter = openReporter(effects, { json: true, now: () => now })
    for (let done = 0; done <= 100; done++) {
      now = done * 25
      reporter.progress({ stage: 'probe', done, total: 100 })
    }
    reporter.event({ event: 'done', ns: 1749655840123456789n })
    reporter.line('for people')
    expect(stderr).toEqual([])
    const events = stdout.map((line) => JSON.parse(line) as { event: string; done?: number })
    expect(events.map(({ event, done }) => [event, done])).toEqual([
      ['progress', 0],
      ['progress', 40],
      ['progress', 80],
      ['progress', 100],
      ['done', undefined],
    ])
    expect(stdout.at(-1)).toBe('{"event":"done","ns":"1749655840123456789"}\n')
  })

  it('reads well without a total and with findings', () => {
    const progress = {
      stage: 'list',
      done: 12_345,
      total: null,
      perSecond: 3.25,
      secondsLeft: null,
      findings: 1,
    }
    expect(formatProgress(progress)).toBe('list  12,345  3.3/s  1 finding')
    expect(formatProgress({ ...progress, total: 20_000, secondsLeft: 3661, findings: 2 })).toBe(
      'list  12,345/20,000  61%  3.3/s  1:01:01 left  2 findings',
    )
  })
})

describe('tables', () => {
  it('align what is seen, not what is counted', () => {
    const table = formatTable(
      ['name', 'n'],
      [
        ['Größe', 1],
        ['日本', 22],
        ['👩‍🏫', null],
      ],
      ['l', 'r'],
    )
    expect(table).toBe('name    n\n─────  ──\nGröße   1\n日本   22\n👩‍🏫\n')
  })

  it('never let data steer the terminal', () => {
    expect(escapeControls('\u001B[31mred\u0007\nline\u202E')).toBe('\\x1b[31mred\\x07⏎line\\x202e')
    expect(formatTable(['a'], [['x'.repeat(200)]]).split('\n')[2]).toBe(`${'x'.repeat(79)}…`)
  })
})
