/** What is opened for as long as a component stands, and anew when `open` is another function. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** `open` must be the same function while the same thing is meant (useCallback). Undefined before it is open. */
export function useOpened<T extends { close(): void }>(open: () => T): T | undefined {
  const [owner] = useState(() => createStore<{ opened?: T }>(() => ({})))
  useEffect(() => {
    const opened = open()
    owner.setState({ opened })
    return () => {
      owner.setState({ opened: undefined })
      opened.close()
    }
  }, [owner, open])
  return useStore(owner, (state) => state.opened)
}
