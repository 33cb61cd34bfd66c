/** The numbers that the log carries, by who sent them; a tick gives one a row in the timeline. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { SignalSummary } from '../../../core/protocol/signals.ts'
import { useSignalList } from '../api/queries.ts'
import { personColor } from '../theme/people.ts'
import { createRowEdits } from '../timeline/rowEdits.ts'
import { matchWords } from '../timeline/rowGroups.ts'
import { formatValue, nameOfSignal } from '../timeline/signalView.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { closeSignals } from './signalCalls.ts'
import classes from './signals.module.css'

interface SignalDialogProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
}

/** Up and down go from one tick to the next, from the words to the first. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input')]
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

export function SignalDialog({ session, store }: SignalDialogProps) {
  const [words, setWords] = useState('')
  const { data, error, refetch } = useSignalList(session.sessionId, true)
  const matches = matchWords(words)
  const nameOf = (identity: string): string =>
    session.people.find((one) => one.identity === identity)?.name || identity || 'Room'
  const found = (data ?? []).filter(({ name, topic, identity }) =>
    matches(name, topic, identity, nameOf(identity)),
  )
  const people = Map.groupBy(found, ({ identity }) => identity)
  return (
    <Modal
      opened
      onClose={closeSignals}
      size={620}
      title="Signals of the log"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.dialog} onKeyDown={moveFocus}>
        {error && (
          <ErrorNotice
            error={error}
            title="The signals could not be read"
            actions={
              <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
                Try again
              </Button>
            }
            compact
          />
        )}
        {!data && !error && <p role="status">Looking for numbers in the log</p>}
        {data?.length === 0 && <NoSignals />}
        {data && data.length > 0 && (
          <>
            <TextInput
              data-autofocus
              aria-label="Find a signal"
              placeholder="Find by field, topic or person"
              leftSection={<IconSearch size={14} />}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            <div className={classes.list}>
              {[...people].map(([identity, signals]) => (
                <section key={identity} aria-label={nameOf(identity)}>
                  <h3>
                    <i
                      style={{
                        background: personColor(session.people.findIndex((one) => one.identity === identity)),
                      }}
                    />
                    {nameOf(identity)}
                  </h3>
                  {signals.map((signal) => (
                    <SignalTick key={signal.signalId} signal={signal} session={session} store={store} />
                  ))}
                </section>
              ))}
              {found.length === 0 && <p>No signal has these words.</p>}
            </div>
          </>
        )}
      </div>
    </Modal>
  )
}

function SignalTick({ signal, session, store }: SignalDialogProps & { readonly signal: SignalSummary }) {
  const { signalId, topic, count, min, max } = signal
  const isShown = useStore(store, ({ signals }) => signals.includes(signalId))
  return (
    <label className={classes.signal}>
      <Checkbox
        size="xs"
        checked={isShown}
        onChange={() => createRowEdits(store, session).toggleSignal(signalId)}
      />
      <b title={nameOfSignal(signal)}>{nameOfSignal(signal)}</b>
      <span title={topic}>{topic}</span>
      <span className={classes.number}>
        {formatValue(min, signal)} to {formatValue(max, signal)}
      </span>
      <span className={classes.number}>{formatCount(count)} values</span>
    </label>
  )
}

function NoSignals() {
  return (
    <div className={classes.none}>
      <b>This log carries no numbers</b>
      <p>
        A signal is a field that is a number in most of the messages somebody sends on a topic, such as{' '}
        <code>{'{"heartRate": 72}'}</code> or <code>{'{"gaze": {"x": 0.4, "y": 0.7}}'}</code>.
      </p>
    </div>
  )
}
