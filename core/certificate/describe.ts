/** What a certificate says, in order: the statement first, then each recording, then what a reader needs to judge it. */
import type { IssuedCertificate } from '../protocol/index.ts'
import { formatTime } from '../time/index.ts'
import type { Block, CertificateDocument, Figure } from './document.ts'
import { EXPECTED_ERROR, GRADES, METHOD, PERCEPTION, REFERENCES } from './method.ts'
import { describeRecordings } from './describeRecordings.ts'
import { describeByHand, describeFindings, describePlayback, describeReproduction } from './describeRest.ts'
import { formatDay, formatSpan, nameRecordings, plural } from './words.ts'

export function describeCertificate(certificate: IssuedCertificate): CertificateDocument {
  const names = nameRecordings(certificate.recordings)
  const { session } = certificate
  return {
    title: 'Sync certificate',
    subtitle: `${session.roomName} · recorded ${formatDay(session.epochUtc)}`,
    blocks: [
      ...describeHead(certificate),
      ...describeStatement(certificate),
      ...describeRecordings(certificate, names),
      ...describeByHand(certificate, names),
      ...describeFindings(certificate, names),
      ...describePlayback(certificate),
      { kind: 'heading', text: 'Method' },
      ...METHOD.map((text): Block => ({ kind: 'paragraph', text })),
      { kind: 'table', name: 'Grades', columns: [{ name: 'Grade' }, { name: 'Means' }], rows: GRADES },
      { kind: 'paragraph', text: EXPECTED_ERROR },
      { kind: 'paragraph', text: PERCEPTION },
      { kind: 'heading', text: 'References' },
      { kind: 'list', items: REFERENCES },
      ...describeReproduction(certificate),
    ],
  }
}

function describeHead({ session, clock, program, issuedAt, sha256 }: IssuedCertificate): Block[] {
  return [
    {
      kind: 'facts',
      facts: [
        ['Session', session.sessionId],
        ['Begins', formatDay(session.epochUtc)],
        ['Length', formatTime(session.durationUs, 0)],
        ['Clock', clock.version],
        ['Sound compared', clock.alignedAt === null ? 'never' : formatDay(clock.alignedAt)],
        ['Made by', `Lockstep ${program.version}, catalog schema ${program.catalogSchema}`],
        ['Issued', formatDay(issuedAt)],
        ['SHA-256', sha256],
      ],
    },
  ]
}

function describeStatement(certificate: IssuedCertificate): Block[] {
  const { grades, clock, recordings, withheld } = certificate
  const placed = recordings.length - grades.unplaced
  const figures: Figure[] = [
    describeError('Between two linked tracks', clock.linkedErrorUs, 'content links no two'),
    describeError('Between any two tracks', clock.expectedErrorUs, 'no two play together'),
    {
      name: 'Against UTC',
      value: clock.wallSigmaUs === null ? '–' : `± ${formatSpan(clock.wallSigmaUs)}`,
      note: 'σ of the whole timeline',
    },
    {
      name: 'Grades',
      value: `A ${grades.A} · B ${grades.B} · C ${grades.C}`,
      note: `${placed} of ${plural(recordings.length, 'recording')} placed`,
    },
  ]
  const statements = [
    ...stateLinks(certificate),
    ...(grades.C === 0
      ? []
      : [
          `${plural(grades.C, 'recording')} of grade C: placed by what programs wrote beside the files alone. Do not take differences between such a recording and others as measured; σ says how far it may be off.`,
        ]),
    ...(grades.unplaced === 0
      ? []
      : [
          `${plural(grades.unplaced, 'recording')} could not be placed and ${grades.unplaced === 1 ? 'is' : 'are'} on no timeline: nothing was guessed.`,
        ]),
    ...(withheld.people === 0
      ? []
      : [
          `${plural(withheld.people, 'person', 'people')} withheld, with ${plural(withheld.recordings, 'recording')}: nothing of them is stated here.`,
        ]),
  ]
  return [
    { kind: 'figures', figures },
    { kind: 'heading', text: 'Statement' },
    ...statements.map((text): Block => ({ kind: 'paragraph', text })),
  ]
}

const describeError = (
  name: string,
  error: IssuedCertificate['clock']['expectedErrorUs'],
  none: string,
): Figure =>
  error
    ? {
        name,
        value: formatSpan(error.p95),
        note: `expected at most, in 95 %; half within ${formatSpan(error.p50)}`,
      }
    : { name, value: '–', note: none }

function stateLinks({ clock, recordings }: IssuedCertificate): string[] {
  const { groups, pairs } = clock
  const compared =
    pairs.compared === 0
      ? 'No sound was compared.'
      : `Sound of ${plural(pairs.compared, 'pair')} was compared, ${pairs.refused === 0 ? 'none' : pairs.refused} of them refused as unrelated.`
  if (groups.length === 0)
    return [`Content links no two recordings: this session is placed, not aligned. ${compared}`]
  const linked = groups.reduce((sum, one) => sum + one.recordings, 0)
  const others = recordings.length - linked
  const main = `Content links ${plural(groups[0]!.recordings, 'recording')} into the main group`
  const more = groups
    .slice(1)
    .map(({ group, recordings: count }) => `${count} into group ${group + 1}, which nothing links with it`)
  return [
    `${[main, ...more].join('; ')}. ${others === 0 ? '' : `${plural(others, 'recording is', 'recordings are')} linked by content with nothing. `}${compared}`,
  ]
}
