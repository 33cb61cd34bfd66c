/** A number that grows as pictures for the filmstrips arrive, at most once a frame. */
import { useEffect, useState } from 'react'
import type { Thumbnails } from './thumbnails.ts'

export function useThumbnailCount(thumbnails: Thumbnails | undefined): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    let frame: number | undefined
    const stop = thumbnails?.subscribe(() => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        setCount((before) => before + 1)
      })
    })
    return () => {
      stop?.()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [thumbnails])
  return count
}
