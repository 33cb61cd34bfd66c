/** Before the room: what it is, a look at oneself, one's name, the consent. Nothing is sent before Join. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { JoinAnswer, JoinCard } from '../../../../capture/model/api.types.ts'
import { ServerProblem } from '../../api/problem.ts'
import { Notice } from '../../widgets/Notice.tsx'
import { ask } from '../ask.ts'
import { describeRefusal } from './joinWords.ts'
import type { LiveChoice } from './liveRoom.ts'
import { PreviewPane } from './PreviewPane.tsx'
import { usePreview, type Preview } from './usePreview.ts'
import classes from './join.module.css'

interface JoinFormProps {
  readonly card: JoinCard
  readonly code: string
  readonly onJoin: (choice: LiveChoice) => void
  /** The card is of yesterday: the consent text has changed. */
  readonly onStale: () => void
}

export function JoinForm({ card, code, onJoin, onStale }: JoinFormProps) {
  const preview = usePreview()
  const [name, setName] = useState(card.name)
  const [agreedTo, setAgreedTo] = useState<number>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const needsConsent = card.consentText !== ''
  const hasAgreed = !needsConsent || agreedTo === card.consentVersion

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!hasAgreed || name.trim() === '') return
    setIsBusy(true)
    setError(undefined)
    const request = { name: name.trim(), consentVersion: card.consentVersion }
    void ask<JoinAnswer>(`/join/${encodeURIComponent(code)}`, { method: 'POST', body: request })
      .then((answer) =>
        onJoin({
          answer,
          request,
          camera: {
            isOn: preview.camera.isOn && preview.phase === 'open',
            deviceId: preview.camera.deviceId,
          },
          microphone: {
            isOn: preview.microphone.isOn && preview.phase === 'open',
            deviceId: preview.microphone.deviceId,
          },
        }),
      )
      .catch((refused: unknown) => {
        setError(refused)
        if (refused instanceof ServerProblem && refused.code === 'consent_outdated') onStale()
      })
      .finally(() => setIsBusy(false))
  }
  const refusal = error === undefined ? undefined : describeRefusal(error)

  return (
    <form className={classes.form} onSubmit={submit}>
      <header className={classes.title}>
        <h1>{card.title || card.room}</h1>
        <p className="muted">
          {card.recorded ? 'This session is recorded.' : 'This session is not recorded.'}
        </p>
      </header>
      <PreviewPane preview={preview} />
      <div className={classes.fields}>
        <TextInput
          label="Your name"
          description="As the others see it"
          size="md"
          required
          maxLength={200}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {needsConsent && (
          <section className={classes.consent} aria-labelledby="consent">
            <h2 id="consent">Consent</h2>
            <div className={classes.consentText} tabIndex={0} role="region" aria-label="Text of the consent">
              {card.consentText}
            </div>
            <Checkbox
              size="md"
              classNames={{ root: classes.tick, body: classes.tickBody }}
              checked={hasAgreed}
              onChange={(event) => setAgreedTo(event.currentTarget.checked ? card.consentVersion : undefined)}
              label="I have read this and agree"
              description={`Version ${card.consentVersion}; kept with the recording`}
            />
          </section>
        )}
        {refusal !== undefined && (
          <Notice compact tone="error" title={refusal.title}>
            {refusal.text}
          </Notice>
        )}
        <Button
          type="submit"
          size="lg"
          fullWidth
          loading={isBusy}
          disabled={!hasAgreed || name.trim() === '' || preview.phase === 'opening'}
        >
          Join
        </Button>
        <p className={classes.why} role="status">
          {sayWhatLacks(name, hasAgreed, preview.phase)}
        </p>
      </div>
    </form>
  )
}

function sayWhatLacks(name: string, hasAgreed: boolean, phase: Preview['phase']): string {
  if (name.trim() === '') return 'Write your name to join.'
  if (!hasAgreed) return 'Tick the box to join.'
  return phase === 'opening' ? 'Tell the browser whether this page may use camera and microphone.' : ''
}
