/** A number that grows as what was asked for arrives, at most once a frame. */
import { useEffect, useState } from 'react'

interface Arriving {
  subscribe(listener: () => void): () => void
}

export function useArrivals(source: Arriving | undefined): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    let frame: number | undefined
    const stop = source?.subscribe(() => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        setCount((before) => before + 1)
      })
    })
    return () => {
      stop?.()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [source])
  return count
}
