/** Which links by sound are set aside, because measured first samples place two rooms apart. */
import { describe, expect, it } from 'vitest'
import type { EvidenceEdge } from '../../../ingest/edges/evidence.ts'
import { findRoomTies } from '../../../ingest/edges/twoRooms.ts'

const edge = (from: string, to: string, offsetUs: number, more: Partial<EvidenceEdge>): EvidenceEdge => ({
  edgeId: `${from}-${to}`,
  from,
  to,
  kind: 'audio_match',
  support: 'content',
  offsetUs,
  sigmaUs: 4000,
  author: 'test',
  evidence: {},
  ...more,
})
const START_US = 1_795_252_123_000_000
const egressInfo = (clock: string, lateUs = 0): EvidenceEdge =>
  edge(clock, 'utc', START_US + lateUs, { kind: 'egress_info', support: 'measured', sigmaUs: 100_000 })

/** Every recording begins at one moment; the lecture reaches hall two so much later. */
const LATE_US = 1_300_000
const HALLS = { a: 1, b: 1, c: 2, d: 2 } as const
const sounds = (halls: Readonly<Record<string, number>>): EvidenceEdge[] =>
  Object.entries(halls).flatMap(([from, own], at) =>
    Object.entries(halls)
      .slice(at + 1)
      .map(([to, other]) => edge(from, to, (other - own) * LATE_US, {})),
  )

describe('two rooms under one name', () => {
  it('are kept apart where EgressInfo places both', () => {
    const ties = findRoomTies(
      sounds(HALLS),
      ['a', 'b', 'c', 'd'].map((clock) => egressInfo(clock)),
    )
    expect([...ties].sort()).toEqual(['a-c', 'a-d', 'b-c', 'b-d'])
  })

  it('leave a recording unlinked that both claim and nothing measured places', () => {
    const ties = findRoomTies(
      sounds({ ...HALLS, e: 1 }),
      ['a', 'b', 'c', 'd'].map((clock) => egressInfo(clock)),
    )
    expect([...ties].filter((id) => id.includes('e')).sort()).toEqual(['a-e', 'b-e', 'c-e', 'd-e'])
  })

  it('are one where a single EgressInfo errs: sound knows better', () => {
    const room = { a: 1, b: 1, c: 1, d: 1 }
    const infos = [egressInfo('a', 5_000_000), ...['b', 'c', 'd'].map((clock) => egressInfo(clock))]
    expect(findRoomTies(sounds(room), infos).size).toBe(0)
  })

  it('cannot be told from one by manifests alone', () => {
    const manifests = ['a', 'b', 'c', 'd'].map((clock) => ({
      ...egressInfo(clock),
      support: 'prior' as const,
    }))
    expect(findRoomTies(sounds(HALLS), manifests).size).toBe(0)
  })
})
