/** This session's exports, beside the stage. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { Notice } from '../widgets/Notice.tsx'
import { ExportList } from './ExportList.tsx'
import classes from './exports.module.css'

export function ExportsPanel({ session }: { readonly session: SessionDetail }) {
  return (
    <div className={classes.panel} tabIndex={0} role="region" aria-label="Exports">
      <ExportList
        sessionId={session.sessionId}
        empty={
          <Notice title="No exports of this session yet" compact>
            Set a segment with <kbd>I</kbd> and <kbd>O</kbd>, or by dragging on a lane; <kbd>E</kbd> shows the
            plan.
          </Notice>
        }
      />
    </div>
  )
}
