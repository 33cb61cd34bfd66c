/**
 * A lane is moved in time while it plays: each press is seen and heard at once, nothing is written before Save.
 * It stands under the pictures, so that they can be watched while it is used; the keys of the transport go on.
 */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatSigma } from '../timeline/sync.ts'
import { formatSource } from '../timeline/source.ts'
import { describeError } from '../api/problem.ts'
import { formatShift } from '../widgets/quantities.ts'
import { companionsOf, frameLengthUs, shiftedBy, withShift, type Nudge } from './nudge.ts'
import classes from './nudge.module.css'
import { ShiftField } from './ShiftField.tsx'
import { saveNudge } from './saveNudge.ts'
import type { StageStore } from './stageStore.ts'

interface NudgeBarProps {
  readonly session: SessionDetail
  readonly stage: StageStore
}

export function NudgeBar({ session, stage }: NudgeBarProps) {
  const nudge = useStore(stage, (state) => state.nudge)
  return nudge ? <OpenBar key={nudge.recordingId} session={session} stage={stage} nudge={nudge} /> : null
}

function OpenBar({ session, stage, nudge }: NudgeBarProps & { readonly nudge: Nudge }) {
  const [note, setNote] = useState('')
  const bar = useRef<HTMLFormElement>(null)
  // Tab goes on from here; the keys of the transport and of the nudge still reach the page.
  useEffect(() => bar.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || document.querySelector('[aria-modal=true], [role=menu]')) return
      stage.setState({ nudge: undefined })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [stage])
  const lane = session.lanes.find((each) => each.laneId === nudge.laneId)
  const recording = lane?.recordings.find((each) => each.recordingId === nudge.recordingId)
  const set = (next: Nudge | undefined): void => stage.setState({ nudge: next })
  const save = useMutation({
    mutationFn: () => saveNudge(session, nudge, note.trim()),
    onSuccess: () => set(undefined),
  })
  if (!lane || !recording?.placement) return null
  const { placement } = recording
  const person = session.people.find(({ identity }) => identity === lane.identity)
  const what = `${person?.name || lane.identity} · ${formatSource(lane.source)}`
  const frame = frameLengthUs(recording)
  const steps: readonly (readonly [string, number])[] = [
    ['−100', -100_000],
    ['−10', -10_000],
    ['−1 frame', -frame],
    ['+1 frame', frame],
    ['+10', 10_000],
    ['+100', 100_000],
  ]
  const companions = companionsOf(session, recording.recordingId).length
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (nudge.shiftUs !== 0) save.mutate()
  }
  const stands =
    placement.correctionUs === 0 ? 'not corrected' : `corrected by ${formatShift(placement.correctionUs)}`
  return (
    <form ref={bar} tabIndex={-1} className={classes.bar} aria-label={`Nudge ${what}`} onSubmit={submit}>
      <div className={classes.what}>
        <b className="cut">{what}</b>
        <span className="muted">
          {placement.grade} {formatSigma(placement.sigmaUs)} · {stands}
        </span>
      </div>
      <div className={classes.steps} role="group" aria-label="Shift, ms">
        {steps.slice(0, 3).map(([label, by]) => (
          <Step key={label} label={label} onClick={() => set(shiftedBy(nudge, by))} />
        ))}
        <ShiftField shiftUs={nudge.shiftUs} onShift={(us) => set(withShift(nudge, us))} />
        {steps.slice(3).map(([label, by]) => (
          <Step key={label} label={label} onClick={() => set(shiftedBy(nudge, by))} />
        ))}
      </div>
      {companions > 0 && (
        <Checkbox
          size="xs"
          label="with their other tracks"
          className={classes.together}
          checked={nudge.together}
          onChange={(event) => set({ ...nudge, together: event.currentTarget.checked })}
        />
      )}
      <TextInput
        className={classes.note}
        aria-label="Why"
        placeholder="Why? e.g. clap at 0:01:12"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {save.error && (
        <span className={classes.failed} role="alert">
          {describeError(save.error).message}
        </span>
      )}
      <div className={classes.ends}>
        <Button variant="default" onClick={() => set(undefined)}>
          Cancel
        </Button>
        <Button type="submit" disabled={nudge.shiftUs === 0} loading={save.isPending}>
          Save {nudge.shiftUs === 0 ? '' : formatShift(nudge.shiftUs)}
        </Button>
      </div>
    </form>
  )
}

function Step({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  const isFrame = label.endsWith('frame')
  return (
    <button type="button" onClick={onClick} aria-label={isFrame ? label : `${label} ms`}>
      {label}
    </button>
  )
}
