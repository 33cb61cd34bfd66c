/** The page's one catch: a bug is shown with a way out, and a report to send, instead of an empty page. */
import { Button } from '@mantine/core'
import { Component, useState, type ErrorInfo, type ReactNode } from 'react'
import { writeCrashReport } from './crashReport.ts'
import { ErrorNotice } from './Notice.tsx'
import { useIdleSignal } from './useIdleSignal.ts'
import classes from './widgets.module.css'

interface Props {
  /** Another place is tried afresh. */
  readonly place: string
  /** Where the way out leads: what `/` is called. */
  readonly home?: string
  readonly children: ReactNode
}

interface State {
  readonly error: unknown
  readonly place: string
  readonly components: string
}

export class PlaceBoundary extends Component<Props, State> {
  override state: State = { error: undefined, place: this.props.place, components: '' }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('nothing was thrown') }
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { place, error: undefined, components: '' }
  }

  override componentDidCatch(_error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ components: componentStack ?? '' })
  }

  override render(): ReactNode {
    const { error, components } = this.state
    if (error === undefined) return this.props.children
    return (
      <Crashed
        error={error}
        home={this.props.home ?? 'Go to sessions'}
        components={components}
        onRetry={() => this.setState({ error: undefined })}
      />
    )
  }
}

interface CrashedProps {
  readonly error: unknown
  readonly home: string
  readonly components: string
  readonly onRetry: () => void
}

function Crashed({ error, home, components, onRetry }: CrashedProps) {
  useIdleSignal(true)
  const [copied, setCopied] = useState(false)
  const [at] = useState(() => new Date())
  const report = writeCrashReport({
    error,
    components,
    address: location.href,
    browser: navigator.userAgent,
    at,
  })
  return (
    <>
      {/* Not the page's bar: that may be what has failed. */}
      <header className={classes.crashBar}>
        <a href="/">Lockstep</a>
      </header>
      <main className={classes.crashed}>
        <ErrorNotice
          error={error}
          alone
          title="This part of the page has failed"
          actions={
            <>
              <Button onClick={() => location.reload()}>Load it again</Button>
              <Button variant="default" onClick={onRetry}>
                Go on
              </Button>
              <Button
                variant="default"
                onClick={() => void navigator.clipboard.writeText(report).then(() => setCopied(true))}
              >
                {copied ? 'Report copied' : 'Copy the report'}
              </Button>
              <Button variant="default" component="a" href="/">
                {home}
              </Button>
            </>
          }
        />
        <details className={classes.report}>
          <summary>What the report says</summary>
          <pre>{report}</pre>
        </details>
      </main>
    </>
  )
}
