/** A canvas as large as its place, sharp at the device's pixel ratio, painted again only when `paint` changes. */
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'

export interface CanvasSize {
  readonly widthPx: number
  readonly heightPx: number
  readonly pixelRatio: number
}

export interface PaintedCanvasProps {
  /** Paints in CSS pixels on a cleared canvas; a new function is a new picture. */
  readonly paint: (context: CanvasRenderingContext2D, size: CanvasSize) => void
  readonly widthPx: number
  readonly heightPx: number
  readonly label: string
  readonly className?: string | undefined
}

function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => window.devicePixelRatio || 1)
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`)
    const update = (): void => setRatio(window.devicePixelRatio || 1)
    query.addEventListener('change', update)
    return () => query.removeEventListener('change', update)
  }, [ratio])
  return ratio
}

export function PaintedCanvas({
  paint,
  widthPx,
  heightPx,
  label,
  className,
}: PaintedCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null)
  const pixelRatio = usePixelRatio()
  useLayoutEffect(() => {
    const canvas = ref.current!
    const width = Math.max(1, Math.round(widthPx * pixelRatio))
    const height = Math.max(1, Math.round(heightPx * pixelRatio))
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    const context = canvas.getContext('2d')!
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    context.clearRect(0, 0, widthPx, heightPx)
    paint(context, { widthPx, heightPx, pixelRatio })
  }, [paint, widthPx, heightPx, pixelRatio])
  return (
    <canvas
      ref={ref}
      className={className}
      style={{ width: widthPx, height: heightPx }}
      role="img"
      aria-label={label}
    />
  )
}
