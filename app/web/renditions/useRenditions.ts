/** One store of renditions per opened session; it stays when a moved recording makes a new player. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { createRenditions, type SessionRenditions } from './renditions.ts'

/** Undefined before the first effect has run. */
export function useRenditions(sessionId: string, mediaOrigin: string): SessionRenditions | undefined {
  const [owner] = useState(() => createStore<{ renditions?: SessionRenditions }>(() => ({})))
  useEffect(() => {
    const renditions = createRenditions({ sessionId, mediaOrigin })
    owner.setState({ renditions })
    return () => renditions.dispose()
  }, [owner, sessionId, mediaOrigin])
  return useStore(owner, (state) => state.renditions)
}
