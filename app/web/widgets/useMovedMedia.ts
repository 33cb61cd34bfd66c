/**
 * A page may load media from the port it was opened with alone: where a restarted server has another, the page is
 * loaded anew at the same moment of the same session. What is being typed is not thrown away: then it only says so.
 */
import { useEffect, useRef } from 'react'
import { say } from './noteStore.ts'

const isTyping = (): boolean => {
  const field = document.activeElement
  return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== ''
}

export function useMovedMedia(mediaOrigin: string | undefined): void {
  const first = useRef(mediaOrigin)
  useEffect(() => {
    first.current ??= mediaOrigin
    if (mediaOrigin === undefined || mediaOrigin === first.current) return
    if (!isTyping()) return location.reload()
    const text = 'Reload the page to see and hear them again.'
    say({ about: 'media', tone: 'error', title: 'Media come from another port now', text })
  }, [mediaOrigin])
}
