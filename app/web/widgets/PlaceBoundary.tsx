/** The page's one catch: a bug is shown with a way out instead of an empty page. */
import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { ErrorNotice } from './Notice.tsx'

interface Props {
  readonly children: ReactNode
}

export class PlaceBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <main>
        <ErrorNotice
          error={error}
          alone
          title="This page has failed"
          actions={
            <>
              <Button onClick={() => location.reload()}>Load it again</Button>
              <Button variant="default" component="a" href="/">
                Go to sessions
              </Button>
            </>
          }
        />
      </main>
    )
  }
}
