/** The people and screens of a room as tiles, with their sound. */
import { IconMicrophoneOff } from '@tabler/icons-react'
import { memo } from 'react'
import { LiveAudio, LiveVideo } from './LiveElements.tsx'
import { QualityBars } from './QualityBars.tsx'
import type { LiveTile } from './roomTiles.ts'
import classes from './live.module.css'

interface TileGridProps {
  readonly tiles: readonly LiveTile[]
  /** Whether the others are heard. */
  readonly isHeard: boolean
}

export function TileGrid({ tiles, isHeard }: TileGridProps) {
  return (
    <div className={classes.grid} data-count={tiles.length} role="list" aria-label="People in the room">
      {tiles.map((tile) => (
        <PersonTile key={tile.key} tile={tile} isHeard={isHeard} />
      ))}
    </div>
  )
}

const PersonTile = memo(function PersonTile({ tile, isHeard }: { tile: LiveTile; isHeard: boolean }) {
  const { name, isLocal, isScreen, video, audio, isMicrophoneMuted } = tile
  const title = isScreen ? `${name}’s screen` : isLocal ? `${name} (you)` : name
  return (
    <div className={classes.tile} role="listitem" data-speaking={tile.isSpeaking} data-screen={isScreen}>
      {video === undefined ? (
        <div className={classes.nobody} aria-hidden>
          <span>{initials(name)}</span>
        </div>
      ) : (
        <LiveVideo
          track={video}
          label={`Picture of ${title}`}
          isMirrored={isLocal && !isScreen}
          isWhole={isScreen}
        />
      )}
      {audio !== undefined && isHeard && <LiveAudio track={audio} />}
      <div className={classes.caption}>
        {!isScreen && isMicrophoneMuted && (
          <IconMicrophoneOff size={14} stroke={1.8} role="img" aria-label="microphone off" />
        )}
        <span className="cut">{title}</span>
        <QualityBars quality={tile.quality} />
      </div>
    </div>
  )
})

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('')
