/** One mark: when, what, of which tier, how long; chosen, it unfolds into what can be changed of it. */
import { IconBookmark, IconCloudUp, IconMapPinOff } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Annotation, AnnotationSet, Tier } from '../../../core/protocol/review.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { AnnotationEditor } from './AnnotationEditor.tsx'
import classes from './annotations.module.css'
import { chooseMark, type Desk } from './marking.ts'

interface AnnotationRowProps {
  readonly desk: Desk
  readonly set: AnnotationSet
  readonly annotation: Annotation
  readonly tier: Tier | undefined
  readonly color: string
  readonly index: number
  readonly top: number
  readonly measure: (element: HTMLElement | null) => void
  readonly isNow: boolean
  readonly isChosen: boolean
  readonly isUnsaved: boolean
  readonly takesFocus: boolean
  readonly onFocused: () => void
}

export function AnnotationRow(props: AnnotationRowProps) {
  const { desk, annotation, tier, color, index, top, measure, isNow, isChosen, isUnsaved } = props
  const { takesFocus, onFocused } = props
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!takesFocus) return
    button.current?.focus()
    onFocused()
  }, [takesFocus, onFocused])
  const { startUs, endUs, label, anchor } = annotation
  return (
    <div
      ref={measure}
      data-index={index}
      data-annotation={annotation.annotationId}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-now={isNow}
      data-chosen={isChosen}
      role="listitem"
    >
      <button
        ref={button}
        type="button"
        data-choose
        className={classes.choose}
        aria-expanded={isChosen}
        aria-current={isNow ? 'true' : undefined}
        onClick={() =>
          isChosen ? desk.store.setState({ annotation: undefined }) : chooseMark(desk, annotation)
        }
      >
        <span className={classes.when}>{formatTime(startUs)}</span>
        {tier ? (
          <i className={classes.who} style={{ background: color }} aria-hidden />
        ) : (
          <IconBookmark size={13} stroke={1.7} aria-hidden />
        )}
        <span className={`cut ${label === '' ? 'faint' : ''}`} title={label}>
          {label === '' ? 'unnamed' : label}
        </span>
        <span className={classes.what}>
          {isUnsaved && <IconCloudUp size={13} stroke={1.7} aria-label="not in the catalog yet" />}
          {!anchor.isPlaced && <IconMapPinOff size={13} stroke={1.7} aria-label="not placed any more" />}
          <span className="cut">
            {tier?.name ?? 'marker'}
            {endUs > startUs && ` · ${formatSpan(endUs - startUs)}`}
          </span>
        </span>
      </button>
      {isChosen && <AnnotationEditor desk={desk} set={props.set} annotation={annotation} />}
    </div>
  )
}
