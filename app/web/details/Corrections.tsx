/** A person's override: move the recording by so much, say why, take it back. The computed place stays beside it. */
import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { useCorrect, useCorrections, useWithdraw } from '../api/queries.ts'
import { useZone } from '../settings/useZone.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatDay, formatShift } from '../widgets/quantities.ts'
import classes from './details.module.css'
import { parseShift } from './parseShift.ts'

interface CorrectionsProps {
  readonly session: SessionDetail
  readonly recording: RecordingView
}

const STEPS_MS = [-100, -10, 10, 100]

export function Corrections({ session, recording }: CorrectionsProps) {
  const [by, setBy] = useState('')
  const [note, setNote] = useState('')
  const correct = useCorrect(session.sessionId)
  const shift = parseShift(by)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (shift === undefined) return
    correct.mutate(
      { target: recording.recordingId, byUs: shift, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: () => {
          setBy('')
          setNote('')
        },
      },
    )
  }
  return (
    <>
      <form onSubmit={submit} className={classes.nudge}>
        <TextInput
          label="By (ms, + is later)"
          placeholder="120"
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
          error={by !== '' && shift === undefined ? 'up to an hour, not 0' : undefined}
        />
        <TextInput
          className="grow"
          label="Why"
          placeholder="clap at 0:01:12"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" disabled={shift === undefined} loading={correct.isPending}>
          Move
        </Button>
        <div className={classes.steps} role="group" aria-label="Amounts">
          {STEPS_MS.map((step) => (
            <button key={step} type="button" onClick={() => setBy(String(step))}>
              {formatShift(step * 1000)}
            </button>
          ))}
        </div>
      </form>
      {correct.error && <ErrorNotice error={correct.error} title="It was not moved" compact />}
      <CorrectionList session={session} recording={recording} />
    </>
  )
}

function CorrectionList({ session, recording }: CorrectionsProps) {
  const { data, error } = useCorrections(session.sessionId)
  const withdraw = useWithdraw(session.sessionId)
  const zone = useZone(session.zone)
  if (error) return <ErrorNotice error={error} title="Corrections could not be read" compact />
  const mine = (data ?? []).filter((correction) => correction.recordingId === recording.recordingId)
  if (mine.length === 0) return null
  return (
    <ul className={classes.corrections}>
      {mine.map((correction) => (
        <li key={correction.correctionId} data-withdrawn={correction.withdrawnWallUs !== null}>
          <strong>{formatShift(correction.byUs)}</strong>
          <span className="grow">
            {correction.note}{' '}
            <span className="faint">
              {correction.author}, {formatDay(correction.createdWallUs, zone)}
              {correction.withdrawnWallUs !== null && ' · withdrawn'}
            </span>
          </span>
          {correction.withdrawnWallUs === null && (
            <Button
              variant="default"
              size="compact-xs"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(correction.correctionId)}
            >
              Withdraw
            </Button>
          )}
        </li>
      ))}
      {withdraw.error && <ErrorNotice error={withdraw.error} title="It was not withdrawn" compact />}
    </ul>
  )
}
