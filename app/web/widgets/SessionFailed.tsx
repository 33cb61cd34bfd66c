/** Why a session cannot be shown: it is not in the catalog, or it could not be read. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { describeError } from '../api/problem.ts'
import { ErrorNotice, Notice } from './Notice.tsx'

interface SessionFailedProps {
  readonly error: unknown
  readonly onRetry: () => void
  /** What is said where the catalog has no such session. */
  readonly children: ReactNode
}

export function SessionFailed({ error, onRetry, children }: SessionFailedProps) {
  const missing = /missing|not_found|http_404/.test(describeError(error).code)
  const home = (
    <Button variant={missing ? 'filled' : 'default'} component={Link} href="/">
      Go to sessions
    </Button>
  )
  return missing ? (
    <Notice alone title="This session is not in the catalog" actions={home}>
      <p>{children}</p>
    </Notice>
  ) : (
    <ErrorNotice
      error={error}
      alone
      title="The session could not be read"
      actions={
        <>
          <Button onClick={onRetry}>Try again</Button>
          {home}
        </>
      }
    />
  )
}
