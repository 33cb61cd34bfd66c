/** A state that needs words: what happened, why, what to do. Used for empty, failed and missing. */
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { describeError } from '../api/problem.ts'
import classes from './widgets.module.css'

interface NoticeProps {
  readonly title: string
  readonly tone?: 'info' | 'error'
  readonly children?: ReactNode
  /** Buttons or a command to type. */
  readonly actions?: ReactNode
  readonly compact?: boolean
  /** The whole place is this notice, and its title the page's heading. */
  readonly alone?: boolean
}

export function Notice({
  title,
  tone = 'info',
  children,
  actions,
  compact = false,
  alone = false,
}: NoticeProps) {
  const Icon = tone === 'error' ? IconAlertTriangle : IconInfoCircle
  return (
    <div
      className={classes.notice}
      data-tone={tone}
      data-compact={compact}
      role={tone === 'error' ? 'alert' : 'status'}
    >
      <Icon size={compact ? 18 : 22} stroke={1.6} aria-hidden />
      <div className={classes.noticeText}>
        {alone ? <h1>{title}</h1> : <strong>{title}</strong>}
        {children !== undefined && <div className="muted">{children}</div>}
        {actions !== undefined && <div className={classes.noticeActions}>{actions}</div>}
      </div>
    </div>
  )
}

/** The same, from whatever was thrown. */
export function ErrorNotice({
  error,
  title,
  actions,
  compact,
  alone,
}: { readonly error: unknown; readonly title: string } & Pick<NoticeProps, 'actions' | 'compact' | 'alone'>) {
  const { message, hint } = describeError(error)
  return (
    <Notice title={title} tone="error" actions={actions} compact={compact} alone={alone}>
      <p>{message}</p>
      {hint !== undefined && <p>{hint}</p>}
    </Notice>
  )
}
