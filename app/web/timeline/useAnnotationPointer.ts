/** Annotations and markers under the pointer: a click chooses and seeks, a drag moves or resizes. */
import { useState } from 'react'
import type { Annotation } from '../../../core/protocol/index.ts'
import { micros, type Micros, type Span } from '../../../core/time/index.ts'
import { dragAnnotation, type AnnotationHit } from './annotationTracks.ts'
import type { DragHandlers } from './drag.ts'
import type { AnnotationDraft } from './paint/scene.ts'

const CLICK_PX = 4

/** What the timeline tells of annotations, and asks for. */
export interface AnnotationActions {
  readonly choose: (annotation: Annotation) => void
  /** Absent: they can be looked at only. A promise: until then the timeline shows it where it was dropped. */
  readonly change?: ((annotationId: string, span: Span) => unknown) | undefined
}

export interface AnnotationDragOptions extends AnnotationActions {
  readonly durationUs: number
  readonly timeAt: (event: PointerEvent) => Micros
  readonly snap: (time: Micros, free: boolean) => Micros
  readonly follow: (start: PointerEvent, handlers: DragHandlers) => void
  /** Shows the span at the pointer while it changes. */
  readonly show: (event: PointerEvent, span: Span | undefined) => void
}

export interface AnnotationPointer {
  readonly draft: AnnotationDraft | undefined
  press(start: PointerEvent, hit: AnnotationHit, options: AnnotationDragOptions): void
}

export function useAnnotationPointer(): AnnotationPointer {
  const [draft, setDraft] = useState<AnnotationDraft>()

  function press(
    start: PointerEvent,
    { annotation, part }: AnnotationHit,
    options: AnnotationDragOptions,
  ): void {
    const { durationUs, change, timeAt, snap } = options
    const { annotationId } = annotation
    const grabbed = timeAt(start)
    let span: Span | undefined
    options.follow(start, {
      move(moved) {
        if (!change || (!span && Math.abs(moved.clientX - start.clientX) <= CLICK_PX)) return
        const edge = part === 'end' ? annotation.endUs : annotation.startUs
        const wanted = micros(edge + timeAt(moved) - grabbed)
        const time = grabbed + snap(wanted, moved.altKey) - edge
        span = dragAnnotation(annotation, part, {
          grabbed,
          time: part === 'body' ? time : edge + time - grabbed,
          durationUs,
        })
        setDraft({ annotationId, span })
        options.show(moved, span)
      },
      end(released, cancelled) {
        if (released) options.show(released, undefined)
        if (cancelled) return setDraft(undefined)
        if (!span || !change) return options.choose(annotation)
        const settle = (): void =>
          setDraft((now) => (now?.annotationId === annotationId && now.span === span ? undefined : now))
        void Promise.resolve(change(annotationId, span)).then(settle, settle)
      },
    })
  }

  return { draft, press }
}
