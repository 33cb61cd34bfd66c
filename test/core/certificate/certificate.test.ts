/** What a certificate takes from the clock graph, and how it is written. */
import { describe, expect, it } from 'vitest'
import {
  composeCertificate,
  describeCertificate,
  formatCanonical,
  formatCertificateHtml,
  formatCertificateText,
} from '../../../core/certificate/index.ts'
import { certificateSchema } from '../../../core/protocol/index.ts'
import { makeContext, makeGraph, makeRecordingClock } from './makeGraph.ts'

const graph = makeGraph()
const certificate = composeCertificate(graph, makeContext(graph))
const issued = { ...certificate, issuedAt: '2026-11-21T17:00:00.000Z', sha256: 'ab'.repeat(32) }

describe('a certificate', () => {
  it('takes over what was solved, and counts it', () => {
    expect(certificateSchema.parse(certificate)).toEqual(certificate)
    expect(certificate.grades).toEqual({ A: 3, B: 0, C: 1, unplaced: 1 })
    expect(certificate.clock.groups).toEqual([{ group: 0, recordings: 3 }])
    expect(certificate.recordings[0]).toMatchObject({
      recordingId: 'leo_mic',
      driftPpm: -31.02,
      steps: [{ byUs: 342_000, atUs: 962_120_000 }],
      stated: { by: 'manifest', placedLaterUs: 742_000 },
    })
    expect(certificate.byHand).toMatchObject({
      corrections: [{ recordingId: 'mia_mic', byUs: 120_000, author: 'ben', note: 'lips' }],
      marks: [{ fromRecordingId: 'mia_cam', note: 'the clap' }],
      mutes: [{ kind: 'egress_info', between: ['media:mia_cam', 'utc'], note: 'another room' }],
    })
  })

  it('is the same, to the byte, in whatever order the graph comes', () => {
    const turned = makeGraph({
      recordings: graph.recordings
        .map((one) => ({ ...one, evidence: one.evidence.toReversed() }))
        .toReversed(),
      edges: graph.edges.toReversed(),
    })
    expect(formatCanonical(composeCertificate(turned, makeContext(graph)))).toBe(formatCanonical(certificate))
    expect(certificate.recordings.find(({ recordingId }) => recordingId === 'mia_cam')!.driftPpm).toBe(12.346)
  })

  it('says nothing of recordings the graph does not hold', () => {
    expect(certificate.findings.map(({ recordingId }) => recordingId)).toEqual(['leo_mic'])
    expect(JSON.stringify(certificate)).not.toContain('Eve')
    expect(certificate.withheld).toEqual({ people: 1, recordings: 2 })
  })

  it('says of a session that content links nowhere that it is not aligned', () => {
    const alone = makeGraph({
      recordings: [makeRecordingClock('a', { grade: 'C', component: null })],
      pairs: { compared: 0, refused: 0 },
      expectedErrorUs: null,
    })
    const text = formatCertificateText(
      describeCertificate({
        ...issued,
        ...composeCertificate(alone, makeContext(alone, { playback: null })),
      }),
    )
    expect(text).toContain('this session is placed, not aligned. No sound was compared.')
    expect(text).toContain('has not measured')
  })
})

describe('the paper', () => {
  const html = formatCertificateHtml(describeCertificate(issued))

  it('escapes whatever a bucket or a person wrote, and runs and loads nothing', () => {
    expect(html).toContain('lesson &lt;8b&gt;')
    expect(html).not.toContain('lesson <8b>')
    const hostile = makeGraph({
      roomName: `"><script>alert(1)</script>`,
      recordings: [makeRecordingClock('<img src=x>')],
    })
    const made = formatCertificateHtml(
      describeCertificate({ ...issued, ...composeCertificate(hostile, makeContext(hostile)) }),
    )
    expect(made).not.toMatch(/<script|<img|<link|<[^>]+\s(?:src|href)=|url\(/i)
  })

  it('holds the statement, each recording and the hash', () => {
    for (const text of [
      'Leo · microphone',
      'stall of 342 ms (± 4 ms) at 0:16:02.120',
      issued.sha256,
      '99.87 %',
      '3 pictures that a later one overtook',
      'rung 1 of the overload ladder',
    ])
      expect(html).toContain(text)
  })

  it('is a terminal’s text without what a terminal would obey', () => {
    const odd = makeGraph({ roomName: 'a\u001b[31mb\u202e' })
    const text = formatCertificateText(
      describeCertificate({ ...issued, ...composeCertificate(odd, makeContext(odd)) }),
    )
    for (const obeyed of ['\u001b', '\u202e']) expect(text).not.toContain(obeyed)
  })
})
