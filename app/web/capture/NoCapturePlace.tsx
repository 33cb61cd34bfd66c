/** An address that is no place of the capture pages. */
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Notice } from '../widgets/Notice.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { CaptureBar } from './CaptureBar.tsx'

export function NoCapturePlace() {
  useIdleSignal(true)
  return (
    <>
      <CaptureBar />
      <main>
        <Notice
          alone
          title="There is nothing at this address"
          actions={
            <Button component={Link} href="/">
              Go to the live wall
            </Button>
          }
        >
          To join a room, open the whole link you were sent; it may be cut off here.
        </Notice>
      </main>
    </>
  )
}
