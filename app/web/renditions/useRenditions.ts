/** One store of renditions per opened session; it stays when a moved recording makes a new player. */
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { createRenditions, type SessionRenditions } from './renditions.ts'

/** Undefined before the first effect has run. */
export function useRenditions(session: SessionDetail, mediaOrigin: string): SessionRenditions | undefined {
  const { sessionId } = session
  const [owner] = useState(() => createStore<{ renditions?: SessionRenditions }>(() => ({})))
  useEffect(() => {
    const renditions = createRenditions({ sessionId, mediaOrigin })
    owner.setState({ renditions })
    return () => renditions.dispose()
  }, [owner, sessionId, mediaOrigin])
  const renditions = useStore(owner, (state) => state.renditions)
  const versions = useRef<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    const before = versions.current
    versions.current = versionsOf(session)
    const changed = [...versions.current].filter(([id, version]) => (before.get(id) ?? version) !== version)
    if (changed.length > 0) renditions?.renew(new Set(changed.map(([id]) => id)))
  }, [renditions, session])
  return renditions
}

const versionsOf = ({ lanes }: SessionDetail): ReadonlyMap<string, string> =>
  new Map(lanes.flatMap(({ recordings }) => recordings.map((one) => [one.recordingId, one.version])))
