/** What people changed, what was found, how it played, and how to make the certificate again. */
import type { IssuedCertificate, PlaybackRun } from '../protocol/index.ts'
import { formatTime } from '../time/index.ts'
import type { Block } from './document.ts'
import { formatDay, formatShift, formatSpan, nameKind, plural } from './words.ts'

type Names = ReadonlyMap<string, string>

const who = ({ author, at, note }: { author: string; at: string; note: string | null }): string =>
  `${author}, ${formatDay(at)}${note === null || note === '' ? '' : `: ${note}`}`

export function describeByHand({ byHand, annotations }: IssuedCertificate, names: Names): Block[] {
  const name = (id: string): string => names.get(id) ?? id
  const clock = (id: string): string =>
    id === 'utc'
      ? 'UTC'
      : id.startsWith('device:')
        ? `${id.slice(7)}’s device`
        : name(id.replace(/^media:/, ''))
  const items = [
    ...byHand.corrections.map(
      (one) => `${name(one.recordingId)} moved by ${formatShift(one.byUs)} (${who(one)})`,
    ),
    ...byHand.marks.map(
      (one) =>
        `one event marked in ${name(one.fromRecordingId)} at ${formatTime(one.fromMediaUs)} and ${name(one.toRecordingId)} at ${formatTime(one.toMediaUs)} of their media, ± ${formatSpan(one.sigmaUs)} (${who(one)})`,
    ),
    ...byHand.mutes.map(
      (one) =>
        `evidence muted: ${nameKind(one.kind)} between ${one.between.map(clock).join(' and ')} (${who(one)})`,
    ),
  ]
  const marked =
    annotations === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: `${plural(annotations, 'annotation')} ${annotations === 1 ? 'is' : 'are'} anchored in media time and ${annotations === 1 ? 'keeps' : 'keep'} to the same sound and picture whatever the alignment.`,
          } as const,
        ]
  return [
    { kind: 'heading', text: 'Changed by people' },
    items.length === 0
      ? { kind: 'paragraph', text: 'Nothing: no recording was moved, no event marked, no evidence muted.' }
      : { kind: 'list', items },
    ...marked,
  ]
}

export function describeFindings({ findings }: IssuedCertificate, names: Names): Block[] {
  if (findings.length === 0) return []
  return [
    { kind: 'heading', text: 'Findings of the clocks' },
    {
      kind: 'list',
      items: findings.map(({ message, recordingId, acceptedBy }) => {
        const subject = recordingId === null ? undefined : names.get(recordingId)
        const said = subject === undefined ? message : `${subject}: ${message}`
        return acceptedBy === null ? said : `${said} (accepted by ${acceptedBy})`
      }),
    },
  ]
}

/** From here on an error is only known to be that large. */
const COUNTED_FRAMES = 31

const frames = (count: number): string =>
  count >= COUNTED_FRAMES ? `${COUNTED_FRAMES} or more frames` : plural(count, 'frame')

/** Runs of older programs did not count them. */
const describeDropped = ({ droppedDraws }: PlaybackRun): string =>
  droppedDraws === null ? 'not counted' : `${plural(droppedDraws, 'picture')} that a later one overtook`

const LEAST_DRAWN = ['', 'coarser scaling', 'every 2nd picture', 'every 2nd picture of smaller proxies']

/** By the highest rung of the overload ladder. */
function describeQuality(maxLevel: number | null): string {
  if (maxLevel === null) return 'not noted'
  if (maxLevel === 0) return 'every picture drawn, throughout'
  const most = LEAST_DRAWN[maxLevel] ?? 'every 4th picture'
  return `reduced at times: ${most} (rung ${maxLevel} of the overload ladder)`
}

/** Runs of older programs did not count them. */
const describeFailed = ({ failedTiles }: PlaybackRun): string =>
  failedTiles === null
    ? 'not counted'
    : failedTiles === 0
      ? 'no tile'
      : `up to ${plural(failedTiles, 'tile')}, in no other number here`

export function describePlayback({ playback, clock }: IssuedCertificate): Block[] {
  const heading = { kind: 'heading', text: 'Measured while playing' } as const
  if (!playback) {
    return [
      heading,
      {
        kind: 'paragraph',
        text: 'The workbench has not measured this session’s playback by this clock yet: play it there for some seconds and issue the certificate again.',
      },
    ]
  }
  return [
    heading,
    {
      kind: 'paragraph',
      text: `In the last run every visible tile that could be shown was compared, at every picture drawn, with the frame its recording has for that moment. Of ${playback.samples.toLocaleString('en-US')} such readings ${((100 * playback.exactSamples) / playback.samples).toFixed(2)} % were exact. A tile whose picture was not there yet counts as ${COUNTED_FRAMES} frames off.`,
    },
    {
      kind: 'facts',
      facts: [
        [
          'Error',
          `median ${frames(playback.p50Frames)}, 95th percentile ${frames(playback.p95Frames)}, largest ${frames(playback.maxFrames)}`,
        ],
        ['Never drawn', describeDropped(playback)],
        ['Quality', describeQuality(playback.maxLevel)],
        ['Could not be shown', describeFailed(playback)],
        [
          'Run',
          `${formatSpan(playback.playedMs * 1000)} at ${playback.rate} ×, up to ${plural(playback.tiles, 'tile')}`,
        ],
        [
          'Clock',
          playback.clockVersion === clock.version ? 'the one of this certificate' : playback.clockVersion,
        ],
        [
          'Played by',
          `Lockstep ${playback.programVersion}, ${playback.engine === 'video' ? 'video elements' : 'WebCodecs'}`,
        ],
        ['Browser', playback.browser],
        ['When', formatDay(new Date(playback.measuredWallUs / 1e3).toISOString())],
      ],
    },
  ]
}

export function describeReproduction({ session, program }: IssuedCertificate): Block[] {
  return [
    { kind: 'heading', text: 'To reproduce' },
    {
      kind: 'paragraph',
      text: `With Lockstep ${program.version} and the files above, unchanged (key, size and ETag identify them; where an ETag is an MD5, it is of the content):`,
    },
    {
      kind: 'code',
      text: [
        'lockstep ingest <bucket>',
        `lockstep align ${session.sessionId}`,
        `lockstep certify ${session.sessionId} --format json --out certificate.json`,
      ].join('\n'),
    },
    {
      kind: 'paragraph',
      text: 'The SHA-256 above is of the certificate’s JSON without issuedAt and sha256, keys sorted, without spaces, in UTF-8. To check a copy:',
    },
    { kind: 'code', text: 'lockstep certify --check certificate.json' },
  ]
}
