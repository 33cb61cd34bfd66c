/** Whether an element is on the screen, or nearly. One observer for all. */
import { useEffect, useState, type RefObject } from 'react'

const callbacks = new Map<Element, (isSeen: boolean) => void>()
let observer: IntersectionObserver | undefined

function observe(element: Element, callback: (isSeen: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) callbacks.get(entry.target)?.(entry.isIntersecting)
    },
    { rootMargin: '80px' },
  )
  callbacks.set(element, callback)
  observer.observe(element)
  return () => {
    callbacks.delete(element)
    observer?.unobserve(element)
  }
}

export function useIsSeen(ref: RefObject<Element | null>): boolean {
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => (ref.current === null ? undefined : observe(ref.current, setIsSeen)), [ref])
  return isSeen
}
