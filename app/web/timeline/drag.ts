/** Follows one pointer from its press to its release, past the edges of the element; Escape gives up. */
export interface DragHandlers {
  move(event: PointerEvent): void
  /** `cancelled`: the pointer was taken away or Escape pressed. */
  end(event: PointerEvent | undefined, cancelled: boolean): void
}

/** Starts following; every listener is gone when it ends. */
export function followPointer(start: PointerEvent, { move, end }: DragHandlers): void {
  const scope = new AbortController()
  const { signal } = scope
  const same = (event: PointerEvent): boolean => event.pointerId === start.pointerId
  const finish = (event: PointerEvent | undefined, cancelled: boolean): void => {
    scope.abort()
    end(event, cancelled)
  }
  window.addEventListener('pointermove', (event) => same(event) && move(event), { signal })
  window.addEventListener('pointerup', (event) => same(event) && finish(event, false), { signal })
  window.addEventListener('pointercancel', (event) => same(event) && finish(event, true), { signal })
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      finish(undefined, true)
    },
    { signal, capture: true },
  )
}
