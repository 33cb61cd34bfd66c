/** A word where the browser cannot decode by itself: what works, what does not, what to use. */
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Player } from '../playback/player.types.ts'
import classes from './workbench.module.css'

export function EngineNote({ player }: { readonly player: Player }) {
  const engine = useStore(player.state, (state) => state.engine)
  const [read, setRead] = useState(false)
  if (engine === 'webcodecs' || read) return null
  return (
    <div className={classes.note} role="status">
      <IconInfoCircle size={16} stroke={1.7} aria-hidden />
      <span className="grow">
        This browser has no WebCodecs: pictures play through video elements and may be some frames apart.
        Chrome or Edge 94, Safari 26 and Firefox 130 on a computer keep them in lockstep.
      </span>
      <button type="button" onClick={() => setRead(true)}>
        Understood
      </button>
    </div>
  )
}
