/** A word where the browser cannot decode by itself: why, what is lost, what still holds, what to do. */
import { IconInfoCircle } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { whyFallback, type FallbackReason } from '../playback/engine.ts'
import type { Player } from '../playback/player.types.ts'
import { readHint, settingsStore } from '../settings/settingsStore.ts'
import classes from './workbench.module.css'

const HINT = 'engine'
const CAUSES: Readonly<Record<FallbackReason, readonly [string, string]>> = {
  asked: ['The address asks for video elements.', 'Take engine=video out of it to decode with WebCodecs.'],
  insecure: [
    'This page is not served securely, so the browser keeps WebCodecs from it.',
    'Open it as http://127.0.0.1 or over https.',
  ],
  missing: [
    'This browser has no WebCodecs.',
    'Chrome or Edge 94, Firefox 130 on a computer and Safari 26 keep every tile in lockstep.',
  ],
}

export function EngineNote({ player }: { readonly player: Player }) {
  const engine = useStore(player.state, (state) => state.engine)
  const isRead = useStore(settingsStore, ({ hintsRead }) => hintsRead.includes(HINT))
  if (engine === 'webcodecs' || isRead) return null
  const [cause, remedy] = CAUSES[whyFallback()]
  return (
    <div className={classes.note} role="status">
      <IconInfoCircle size={16} stroke={1.7} aria-hidden />
      <span className="grow">
        <b>{cause}</b> Pictures play through video elements: exact while paused and stepped, within a frame
        while they play. Sound, times and exports are not touched. {remedy}
      </span>
      <button type="button" onClick={() => readHint(HINT)}>
        Understood
      </button>
    </div>
  )
}
