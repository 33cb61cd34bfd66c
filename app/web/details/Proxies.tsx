/** The proxies of one recording, level by level, and what is played of it now. */
import { useEffect, useState } from 'react'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { useMakeRendition, useRecordingRenditions } from '../api/renditions.ts'
import { findLane } from '../findings/findings.ts'
import type { Player } from '../playback/player.types.ts'
import type { SessionRenditions } from '../renditions/renditions.ts'
import classes from './details.module.css'
import { describePlaysNow, describeProxy } from './proxyText.ts'

const EVERY_MS = 1000

interface ProxiesProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly renditions: SessionRenditions
  readonly recording: RecordingView
}

export function Proxies({ session, player, renditions, recording }: ProxiesProps) {
  const { recordingId, sizeBytes } = recording
  const { data, error } = useRecordingRenditions(recordingId)
  const make = useMakeRendition(session.sessionId, recordingId, () =>
    renditions.renew(new Set([recordingId])),
  )
  const playsNow = usePlaysNow(session, player, recordingId)
  return (
    <section>
      <h3>Proxies</h3>
      <dl className={classes.facts} data-proxies>
        <div>
          <dt>Plays now</dt>
          <dd>{playsNow}</dd>
        </div>
        {data?.states.map((state) => {
          const { name, what, more, offer } = describeProxy(state, sizeBytes)
          return (
            <div key={state.level} data-state={state.state}>
              <dt>{name}</dt>
              <dd>
                {what} <span className="muted">{more}</span>
                {offer !== undefined && (
                  <>
                    {' '}
                    <button
                      type="button"
                      className={classes.jump}
                      disabled={make.isPending}
                      onClick={() => make.mutate(state.level)}
                    >
                      {offer}
                    </button>
                  </>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
      {error && <p className="muted">{error.message}</p>}
    </section>
  )
}

/** Read by time: what is played changes without the session changing. */
function usePlaysNow(session: SessionDetail, player: Player, recordingId: string): string {
  const laneId = findLane(session, recordingId)?.laneId
  const read = (): string => {
    const isShown = laneId !== undefined && player.reading(laneId)?.recordingId === recordingId
    return describePlaysNow(
      isShown ? player.health().tiles.find((tile) => tile.laneId === laneId) : undefined,
    )
  }
  const [text, setText] = useState(read)
  useEffect(() => {
    const timer = setInterval(() => setText(read()), EVERY_MS)
    return () => clearInterval(timer)
  })
  return text
}
