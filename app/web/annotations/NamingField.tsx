/** The field over the timeline, at the mark just made: type its name, Enter keeps it, Esc leaves it as it was. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { HEADS_PX } from '../timeline/layout.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { listCodes, nameTier } from './annotationList.ts'
import classes from './annotations.module.css'
import { LabelField } from './LabelField.tsx'
import { namingStore, stopNaming } from './namingStore.ts'

interface NamingFieldProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
  readonly set: AnnotationSet | undefined
}

export function NamingField({ session, store, set }: NamingFieldProps) {
  const first = useStore(namingStore, (state) => state.mark)
  const viewport = useStore(store, (state) => state.viewport)
  useEffect(() => () => namingStore.setState({ mark: undefined }), [])
  if (!first) return null
  const mark = set?.annotations.find((one) => one.annotationId === first.annotationId) ?? first
  const share = (mark.startUs - viewport.start) / (viewport.end - viewport.start)
  const at = Math.min(Math.max(share, 0), 1)
  const close = (): void => stopNaming(mark.annotationId)
  return (
    <div className={classes.namingBox}>
      <div
        className={classes.naming}
        style={{ left: `calc(${HEADS_PX}px + (100% - ${HEADS_PX}px) * ${at})` }}
        data-side={at > 0.6 ? 'left' : 'right'}
      >
        <span className="muted">
          {formatTime(mark.startUs)} · {nameTier(set?.tiers ?? [], mark.tierId)}
        </span>
        <LabelField
          key={mark.annotationId}
          session={session}
          annotation={mark}
          codes={listCodes(set?.annotations ?? [], mark.tierId)}
          isFirst
          onEnter={close}
          onEscape={close}
          onLeave={close}
        />
        <span className={classes.namingKeys}>
          <kbd>Enter</kbd> keeps <kbd>Esc</kbd> leaves it
        </span>
      </div>
    </div>
  )
}
