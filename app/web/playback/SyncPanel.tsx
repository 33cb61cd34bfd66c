/** The live reading: each tile now, the last ten seconds, what it costs, and what it is worth. Read twice a second. */
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { useCertificate } from '../api/certificate.ts'
import { readRequests } from '../api/requests.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { formatSource } from '../timeline/source.ts'
import { formatBytes, formatCount, formatSpan } from '../widgets/quantities.ts'
import type { Player, PlayerHealth, TileHealth } from './player.types.ts'
import { readMemory } from './readMemory.ts'
import classes from './syncPanel.module.css'
import {
  describeLevel,
  describePlayed,
  describeQueue,
  describeShown,
  describeTile,
  framesOf,
} from './syncWords.ts'

const EVERY_MS = 500

interface SyncPanelProps {
  readonly session: SessionDetail
  readonly player: Player
}

const readAll = (player: Player) => ({
  health: player.health(),
  requests: readRequests(),
  memory: readMemory(),
})

export function SyncPanel({ session, player }: SyncPanelProps) {
  const [{ health, requests, memory }, setReading] = useState(() => readAll(player))
  useEffect(() => {
    const timer = setInterval(() => setReading(readAll(player)), EVERY_MS)
    return () => clearInterval(timer)
  }, [player])
  const isFallback = player.state.getState().engine === 'video'
  return (
    <section className={classes.panel} aria-label="Sync" data-sync-panel>
      <header>
        <h2>Sync</h2>
        <p>Each tile against the frame its recording has for the moment</p>
      </header>
      <Seconds health={health} isFallback={isFallback} />
      <Tiles session={session} tiles={health.tiles} />
      <dl>
        <dt>Requests</dt>
        <dd>
          {requests.underWay} under way · {formatCount(requests.ended)} in 10 s
          {requests.ended > 0 && `, the slowest ${Math.round(requests.slowestMs)} ms`}
        </dd>
        <dt>Memory</dt>
        <dd>
          {memory === undefined
            ? 'this browser does not say'
            : `${formatBytes(memory)} by the page’s scripts`}
        </dd>
      </dl>
      <Worth session={session} />
    </section>
  )
}

/** Of the last ten seconds of playing. */
function Seconds({ health, isFallback }: { readonly health: PlayerHealth; readonly isFallback: boolean }) {
  const { summary, level, levelReason } = health
  const { failed, tiles, p50Frames, p95Frames, maxFrames, exact, samples, droppedDraws } = summary
  const hasPlayed = samples > 0
  const hasNone = failed > 0 && failed === tiles
  const none = hasNone ? 'nothing could be measured' : 'nothing has played yet'
  return (
    <dl>
      <dt>On screen</dt>
      <dd data-off={failed > 0 || undefined}>{describeShown(summary)}</dd>
      <dt>Last 10 s</dt>
      <dd>
        {hasPlayed ? `median ${p50Frames} · 95 % ${p95Frames} · most ${framesOf(maxFrames)} off` : none}
      </dd>
      <dt>Exactly right</dt>
      <dd>{hasPlayed ? `${(exact * 100).toFixed(1)} % of ${formatCount(samples)} readings` : '–'}</dd>
      <dt>Never drawn</dt>
      <dd>
        {!hasPlayed
          ? '–'
          : droppedDraws === 1
            ? '1 picture that was due'
            : `${formatCount(droppedDraws)} pictures that were due`}
      </dd>
      <dt>Drawn</dt>
      <dd>
        {hasNone ? 'nothing' : describeLevel(level)}
        {isFallback && ', by video elements: there is no WebCodecs here'}
        {levelReason !== undefined && <span className={classes.why}>, because {levelReason}</span>}
      </dd>
    </dl>
  )
}

function Tiles({
  session,
  tiles,
}: Pick<SyncPanelProps, 'session'> & { readonly tiles: readonly TileHealth[] }) {
  const names = useMemo(() => nameLanes(session), [session])
  if (tiles.length === 0) return null
  return (
    <div className={classes.tiles} tabIndex={0} role="region" aria-label="Tiles">
      <table>
        <thead>
          <tr>
            <th scope="col">Tile</th>
            <th scope="col">Now</th>
            <th scope="col">Plays</th>
            <th scope="col" title="Pictures decoded ahead, and packets in the decoder">
              Decoder
            </th>
          </tr>
        </thead>
        <tbody>
          {tiles.map((tile) => (
            <tr key={tile.laneId} data-state={tile.state}>
              <th scope="row" title={names.get(tile.laneId)}>
                {names.get(tile.laneId)}
              </th>
              <td data-off={(tile.errorFrames ?? 0) !== 0 || tile.state === 'failed' || undefined}>
                {describeTile(tile)}
              </td>
              <td>{describePlayed(tile.plays)}</td>
              <td>{describeQueue(tile)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A frame shown exactly is only as right as its recording is placed. */
function Worth({ session: { sessionId } }: Pick<SyncPanelProps, 'session'>) {
  const { data } = useCertificate(sessionId)
  const expected = data?.clock.expectedErrorUs
  return (
    <footer>
      <p>
        Frames shown exactly are not yet places known exactly
        {expected
          ? `: between two tracks expect ${formatSpan(expected.p50)}, in 95 of 100 pairs at most ${formatSpan(expected.p95)}.`
          : data
            ? ': no two tracks play together.'
            : '.'}
      </p>
      <Link href={`${sessionPath(sessionId)}/certificate`}>Sync certificate</Link>
    </footer>
  )
}

const nameLanes = ({ lanes, people }: SessionDetail): ReadonlyMap<string, string> =>
  new Map(
    lanes.map(({ laneId, identity, source }) => {
      const who = people.find((person) => person.identity === identity)?.name || identity
      return [laneId, `${who} · ${formatSource(source)}`]
    }),
  )
