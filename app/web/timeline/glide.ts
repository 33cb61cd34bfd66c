/**
 * Moves an element along x as a moment passes. While the moment runs evenly the compositor moves it by itself: a new
 * style at each frame would have the browser (Chromium) lay out the layers of the whole page anew, 40 ms a frame with
 * 49 tiles.
 */
const TOLERANCE_PX = 0.5
/** Ticks further apart say nothing of the speed. */
const NEAR_MS = 100

interface Place {
  readonly x: number
  /** Time of the document's timeline, ms. */
  readonly p: number
}

interface Run {
  readonly animation: Animation
  readonly from: Place
  readonly pxPerMs: number
}

export class Glide {
  private readonly element: HTMLElement
  private run: Run | undefined
  private last: Place | undefined

  constructor(element: HTMLElement) {
    this.element = element
  }

  /** The element belongs at `x` px now, and will go on to at most `endPx`; to be called at every frame while it moves. */
  place(x: number, endPx: number): void {
    const now = { x, p: Number(document.timeline.currentTime ?? 0) }
    const { run, last } = this
    this.last = now
    if (run && Math.abs(run.from.x + run.pxPerMs * (now.p - run.from.p) - x) < TOLERANCE_PX) return
    const pxPerMs = speedOf(last, now)
    this.stop(x)
    this.last = now
    if (pxPerMs > 0 && x < endPx)
      this.run = { animation: this.start(now, pxPerMs, endPx), from: now, pxPerMs }
  }

  /** It stands at `x` px until it is placed again. */
  stop(x: number): void {
    this.run?.animation.cancel()
    this.run = this.last = undefined
    this.element.style.transform = translate(x)
  }

  private start({ x, p }: Place, pxPerMs: number, endPx: number): Animation {
    const animation = this.element.animate(
      { transform: [translate(x), translate(endPx)] },
      { duration: (endPx - x) / pxPerMs, fill: 'forwards', easing: inPixels(endPx - x) },
    )
    animation.startTime = p
    return animation
  }
}

/** 0 where two ticks say nothing of it: a jump, or a stand. */
function speedOf(last: Place | undefined, now: Place): number {
  const passed = last ? now.p - last.p : 0
  if (!last || passed <= 0 || passed > NEAR_MS) return 0
  return (now.x - last.x) / passed
}

/** By whole pixels of the display: in between, nothing of what it moves over is put together anew. */
const inPixels = (px: number): string =>
  `steps(${Math.max(1, Math.round(px * (window.devicePixelRatio || 1)))})`

const translate = (x: number): string => `translateX(${x.toFixed(2)}px)`
