/** The label of one annotation: saved while it is typed, one step of undo for the whole of it. */
import { useEffect, useRef } from 'react'
import type { Annotation } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { rememberChange, writeFields } from './annotationActions.ts'
import { CodeField } from './CodeField.tsx'
import { useSavedText } from './useSavedText.ts'

interface LabelFieldProps {
  readonly session: SessionDetail
  readonly annotation: Annotation
  readonly codes: readonly string[]
  readonly onEnter?: () => void
  /** Called once its text is as it was before. */
  readonly onEscape?: () => void
  readonly onLeave?: () => void
  readonly isFirst?: boolean
}

export function LabelField({
  session,
  annotation,
  codes,
  onEnter,
  onEscape,
  onLeave,
  isFirst,
}: LabelFieldProps) {
  const before = useRef(annotation)
  const last = useRef(annotation.label)
  const { text, setText, flush } = useSavedText(annotation.label, (label) => {
    if (label === last.current) return
    last.current = label
    void writeFields(session, annotation, { label })
  })
  const remember = (): void => {
    flush()
    if (last.current !== before.current.label)
      rememberChange(session, before.current, { label: last.current }, 'name a mark')
    before.current = { ...annotation, label: last.current }
  }
  const rememberAtEnd = useRef(remember)
  useEffect(() => {
    rememberAtEnd.current = remember
  })
  useEffect(() => () => rememberAtEnd.current(), [])
  return (
    <CodeField
      label={annotation.tierId === null ? 'Name of the marker' : 'Label'}
      placeholder={annotation.tierId === null ? 'Name it…' : 'Label'}
      value={text}
      onValue={setText}
      codes={codes}
      isFirst={isFirst ?? false}
      onEnter={() => {
        remember()
        onEnter?.()
      }}
      onEscape={() => {
        setText(before.current.label)
        flush()
        onEscape?.()
      }}
      onLeave={() => {
        remember()
        onLeave?.()
      }}
    />
  )
}
