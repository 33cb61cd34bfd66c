/** Key and secret for a token. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useStore } from 'zustand'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { CaptureBar } from './CaptureBar.tsx'
import classes from './signIn.module.css'
import { signedIn, signIn } from './signedIn.ts'

/** `problem`: why a one-time code did not sign in. */
export function SignIn({ problem }: { readonly problem: unknown }) {
  const ended = useStore(signedIn, (state) => state.ended)
  const [key, setKey] = useState('')
  const [secret, setSecret] = useState('')
  const [error, setError] = useState<unknown>(problem)
  const [isBusy, setIsBusy] = useState(false)
  useIdleSignal(!isBusy)

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setIsBusy(true)
    setError(undefined)
    void signIn(key.trim(), secret.trim())
      .catch(setError)
      .finally(() => setIsBusy(false))
  }

  return (
    <>
      <CaptureBar />
      <main className={classes.place}>
        <form className={classes.form} onSubmit={submit}>
          <div>
            <h1>Sign in to capture</h1>
            <p className="muted">
              With a key of this server. <code className="mono">lockstep capture</code> says when it starts in
              which file the first one is.
            </p>
          </div>
          {ended !== undefined && error === undefined && (
            <Notice compact title="Please sign in again">
              {ended}
            </Notice>
          )}
          {error !== undefined && <ErrorNotice compact error={error} title="That did not sign you in" />}
          <TextInput
            label="Key"
            size="sm"
            required
            autoFocus
            autoComplete="username"
            spellCheck={false}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <PasswordInput
            label="Secret"
            size="sm"
            required
            autoComplete="current-password"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" loading={isBusy}>
            Sign in
          </Button>
          <p className="faint">
            It lasts while this tab is open. To take part in a room you need no key, only your link.
          </p>
        </form>
      </main>
    </>
  )
}
