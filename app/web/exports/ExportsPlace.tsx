/** Every export the server knows. */
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Notice } from '../widgets/Notice.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { useLink } from '../api/useJobs.ts'
import { ExportList } from './ExportList.tsx'
import classes from './exports.module.css'

export function ExportsPlace() {
  useIdleSignal(useLink() !== 'connecting')
  return (
    <>
      <TopBar />
      <main className={classes.place}>
        <h1>Exports</h1>
        <ExportList
          empty={
            <Notice
              title="No exports yet"
              actions={
                <Button component={Link} href="/">
                  Go to sessions
                </Button>
              }
            >
              Open a session, set a segment with <kbd>I</kbd> and <kbd>O</kbd> and press <kbd>E</kbd>. Each
              export is a folder with a clip a track, the logs of the span and a manifest.
            </Notice>
          }
        />
      </main>
    </>
  )
}
