/** This session's exports, beside the stage. */
import { lazy, Suspense } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import classes from './exports.module.css'

const SessionExports = lazy(async () => ({
  default: (await import('./SessionExports.tsx')).SessionExports,
}))

export function ExportsPanel({ session }: { readonly session: SessionDetail }) {
  return (
    <div className={classes.panel} tabIndex={0} role="region" aria-label="Exports">
      <Suspense fallback={null}>
        <SessionExports sessionId={session.sessionId} />
      </Suspense>
    </div>
  )
}
