/** An address that is no place of ours. */
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Notice } from './Notice.tsx'
import { TopBar } from './TopBar.tsx'
import { useIdleSignal } from './useIdleSignal.ts'

export function NoPlace() {
  useIdleSignal(true)
  return (
    <>
      <TopBar />
      <main>
        <Notice
          alone
          title="There is nothing at this address"
          actions={
            <Button component={Link} href="/">
              Go to sessions
            </Button>
          }
        >
          The link may be cut off, or of another version.
        </Notice>
      </main>
    </>
  )
}
