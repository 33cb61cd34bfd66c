/** One small live picture of a room, for its tile on the wall. It is open only while the tile is seen. */
import { useStore } from 'zustand'
import { LiveVideo } from './LiveElements.tsx'
import type { Watch } from './openWatch.ts'
import { useWatch } from './useWatch.ts'

export function TilePicture({ project, room }: { readonly project: string; readonly room: string }) {
  const watch = useWatch(project, room, 'small')
  return watch === undefined ? null : <Shown watch={watch} room={room} />
}

function Shown({ watch, room }: { readonly watch: Watch; readonly room: string }) {
  const { phase, tiles } = useStore(watch.state)
  const tile = tiles.find(({ video }) => video !== undefined)
  if (tile?.video !== undefined) return <LiveVideo track={tile.video} label={`${tile.name} in ${room}`} />
  return (
    <span className="faint">
      {phase === 'connecting'
        ? 'loading …'
        : phase === 'lost'
          ? 'no picture: not connected'
          : 'no camera is on'}
    </span>
  )
}
