import { describe, expect, it } from 'vitest'
import {
  countBySeverity,
  nameRecording,
  sortFindings,
  withoutKey,
} from '../../../app/web/findings/findings.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const [finding] = session.findingList

describe('findings', () => {
  it('come with the worst first', () => {
    const list = (['info', 'error', 'warning'] as const).map((severity) => ({ ...finding!, severity }))
    expect(sortFindings(list).map((entry) => entry.severity)).toEqual(['error', 'warning', 'info'])
    expect(countBySeverity(list)).toEqual({ error: 1, warning: 1, info: 1 })
  })

  it('say their file once, beside the evidence', () => {
    expect(withoutKey({ message: 'a/b.json: ends in the middle', objectKey: 'a/b.json' })).toBe(
      'Ends in the middle',
    )
    expect(withoutKey({ message: 'stall of 342 ms', objectKey: null })).toBe('Stall of 342 ms')
  })

  it('name the recording they are about', () => {
    expect(nameRecording(session, 'leo1')).toBe('Leo · camera')
    expect(nameRecording(session, 'mia2')).toBe('Mia · camera (2)')
    expect(nameRecording(session, 'gone')).toBe('gone')
  })
})
