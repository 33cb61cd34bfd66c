/**
 * The one that moves the view: many wheel and drag events between two frames become one change, each built on the
 * last. It also remembers when a person last moved the view, so that following the playhead does not pull it away.
 */
import type { Span } from '../../../core/time/index.ts'

export interface ViewDriver {
  /** Applies a change to the newest view, shown at the next frame. */
  change(next: (view: Span) => Span): void
  /** The view as it will be. */
  current(): Span
  /** The same for a change nobody asked for (following the playhead). */
  follow(next: (view: Span) => Span): void
  /** Takes over what the page shows now; one not from here (a key, a link) counts as moved by a person. */
  adopt(view: Span): void
  /** Milliseconds since a person moved the view. */
  restMs(): number
  /** Sends changes to whoever holds the view; returns how to stop. */
  connect(listener: (view: Span) => void): () => void
}

export interface ViewDriverEffects {
  now(): number
  requestFrame(callback: () => void): unknown
}

/** Makes a driver; `effects` are the page's clock and frames. */
export function createViewDriver(first: Span, effects: ViewDriverEffects): ViewDriver {
  let view = first
  let waiting = false
  let emitted = first
  let emit: ((view: Span) => void) | undefined
  let movedAt = -Infinity
  const schedule = (): void => {
    if (waiting) return
    waiting = true
    effects.requestFrame(() => {
      waiting = false
      emitted = view
      emit?.(view)
    })
  }
  return {
    change(next) {
      view = next(view)
      movedAt = effects.now()
      schedule()
    },
    follow(next) {
      const followed = next(view)
      if (followed === view) return
      view = followed
      schedule()
    },
    current: () => view,
    adopt(shown) {
      if (shown.start !== emitted.start || shown.end !== emitted.end) movedAt = effects.now()
      emitted = shown
      if (!waiting) view = shown
    },
    restMs: () => effects.now() - movedAt,
    connect(listener) {
      emit = listener
      return () => {
        if (emit === listener) emit = undefined
      }
    },
  }
}
