/** All sound together, then everybody's, one line each: how loud it is now, mute, heard alone, pan, gain. */
import { useCallback, useMemo, type CSSProperties } from 'react'
import { useStore } from 'zustand'
import type { Lane, SessionDetail } from '../../../core/protocol/index.ts'
import { personColor } from '../theme/people.ts'
import { formatSource } from '../timeline/source.ts'
import { GainSlider } from './GainSlider.tsx'
import { MasterVolume } from './MasterVolume.tsx'
import { Meter } from './Meter.tsx'
import { isHeard, laneGains, NEUTRAL } from './mix.ts'
import { OutputChoice } from './OutputChoice.tsx'
import { PanSlider } from './PanSlider.tsx'
import type { Player } from './player.types.ts'
import classes from './sound.module.css'

interface MixerProps {
  readonly session: SessionDetail
  readonly player: Player
}

export function Mixer({ session, player }: MixerProps) {
  const lanes = useMemo(() => session.lanes.filter((lane) => lane.kind === 'audio'), [session])
  const isAlone = useStore(player.state, (state) => Object.values(state.lanes).some(({ solo }) => solo))
  if (lanes.length === 0) return <p className={classes.none}>No sound was recorded in this session.</p>
  const hearAll = (): void => {
    for (const lane of lanes) player.setLane(lane.laneId, { solo: false, muted: false })
  }
  return (
    <>
      <MasterVolume player={player} />
      <ul className={classes.mixer} aria-label="Everybody’s sound">
        {lanes.map((lane) => (
          <MixerRow key={lane.laneId} lane={lane} session={session} player={player} />
        ))}
      </ul>
      {isAlone && (
        <button type="button" className={classes.all} onClick={hearAll}>
          Hear everybody again
        </button>
      )}
      <OutputChoice />
    </>
  )
}

function MixerRow({ lane, session, player }: MixerProps & { readonly lane: Lane }) {
  const { laneId, identity, source } = lane
  // From the stored peaks behind the fader: fifty of them cost nothing, at any rate, and nothing is decoded for them.
  const read = useCallback(
    () => player.levels(laneId) * (laneGains(player.state.getState().lanes).get(laneId) ?? 1),
    [player, laneId],
  )
  const { muted, solo } = useStore(player.state, (state) => state.lanes[laneId] ?? NEUTRAL)
  const heard = useStore(player.state, (state) => isHeard(state.lanes, [laneId]))
  const place = session.people.findIndex((person) => person.identity === identity)
  const who = session.people[place]?.name || identity
  const what = source === 'microphone' ? who : `${who}, ${formatSource(source)}`
  return (
    <li data-heard={heard} style={{ '--person': personColor(place) } as CSSProperties}>
      <span className={classes.who}>
        <i />
        <span className="cut" title={what}>
          {what}
        </span>
      </span>
      <Meter player={player} read={read} />
      <span className={classes.mix}>
        <button
          type="button"
          aria-pressed={muted}
          aria-label={`Mute ${what}`}
          title="Mute"
          onClick={() => player.setLane(laneId, { muted: !muted })}
        >
          M
        </button>
        <button
          type="button"
          aria-pressed={solo}
          aria-label={`Hear ${what} alone`}
          title="Solo"
          onClick={() => player.setLane(laneId, { solo: !solo })}
        >
          S
        </button>
      </span>
      <PanSlider player={player} laneIds={[laneId]} name={what} />
      <GainSlider player={player} laneIds={[laneId]} name={what} />
    </li>
  )
}
