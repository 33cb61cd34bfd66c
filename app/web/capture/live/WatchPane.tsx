/** The whole of a room, seen and heard by a hidden viewer. */
import { Button } from '@mantine/core'
import { IconVolume } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx'
import { TileGrid } from './TileGrid.tsx'
import type { Watch } from './openWatch.ts'
import { useWatch } from './useWatch.ts'

interface WatchPaneProps {
  readonly project: string
  readonly room: string
  readonly isHeard: boolean
}

export function WatchPane({ project, room, isHeard }: WatchPaneProps) {
  const watch = useWatch(project, room, 'whole')
  return watch === undefined ? null : <Shown watch={watch} isHeard={isHeard} />
}

function Shown({ watch, isHeard }: { readonly watch: Watch; readonly isHeard: boolean }) {
  const { phase, tiles, error, needsClick } = useStore(watch.state)
  if (error !== undefined) return <ErrorNotice compact error={error} title="The room cannot be watched" />
  if (phase === 'lost')
    return (
      <Notice compact title="The line to the room broke">
        It is tried again by itself.
      </Notice>
    )
  if (tiles.length === 0)
    return (
      <Notice compact title={phase === 'connecting' ? 'Connecting to the room …' : 'Nobody is in the room'}>
        You are not seen or heard there.
      </Notice>
    )
  return (
    <>
      {needsClick && isHeard && (
        <Button leftSection={<IconVolume size={16} />} onClick={watch.startSound}>
          Let the browser play sound
        </Button>
      )}
      <TileGrid tiles={tiles} isHeard={isHeard} />
    </>
  )
}
