/** A text that is saved while it is typed: after each short pause, and at the latest when its field goes away. */
import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 250

export interface SavedText {
  readonly text: string
  readonly setText: (text: string) => void
  /** Saves what is not saved yet. */
  readonly flush: () => void
}

/** `save` gets each text that differs from the last saved one. What is saved elsewhere shows while nobody types here. */
export function useSavedText(saved: string, save: (text: string) => void): SavedText {
  const [typed, setTyped] = useState<string>()
  const owner = useRef({ save, pending: undefined as string | undefined, timer: 0 })
  useEffect(() => {
    owner.current.save = save
  })
  const [flush] = useState(() => () => {
    const { pending, timer } = owner.current
    window.clearTimeout(timer)
    owner.current.pending = undefined
    if (pending !== undefined) owner.current.save(pending)
  })
  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])
  return {
    text: typed ?? saved,
    flush: () => {
      flush()
      setTyped(undefined)
    },
    setText: (text) => {
      setTyped(text)
      window.clearTimeout(owner.current.timer)
      owner.current.pending = text
      owner.current.timer = window.setTimeout(flush, PAUSE_MS)
    },
  }
}
