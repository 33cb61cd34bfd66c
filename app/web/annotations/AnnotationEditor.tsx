/** What can be changed of one mark: label, tier, ends, note; what it is fixed to; and the way to delete it. */
import { ActionIcon, Button, NativeSelect, Textarea, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'
import { micros } from '../../../core/time/micros.ts'
import { formatWallClock, formatWallDate } from '../../../core/time/zone.ts'
import { useZone } from '../settings/useZone.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { describeAnchor } from './anchorText.ts'
import { editAnnotation, rememberChange, writeFields } from './annotationActions.ts'
import { listCodes } from './annotationList.ts'
import classes from './annotations.module.css'
import { LabelField } from './LabelField.tsx'
import { deleteMark, type Desk } from './marking.ts'
import { TimeField } from './TimeField.tsx'
import { useSavedText } from './useSavedText.ts'

interface AnnotationEditorProps {
  readonly desk: Desk
  readonly set: AnnotationSet
  readonly annotation: Annotation
}

export function AnnotationEditor({ desk, set, annotation }: AnnotationEditorProps) {
  const { session, store } = desk
  const segment = useStore(store, (state) => state.segment)
  const { startUs, endUs, tierId } = annotation
  const isSpan = endUs > startUs
  const change = (fields: Parameters<typeof editAnnotation>[2], name: string): void =>
    editAnnotation(session, annotation, fields, name)
  return (
    <div className={classes.editor}>
      <div className={classes.line}>
        <LabelField
          session={session}
          annotation={annotation}
          codes={listCodes(set.annotations, tierId)}
          onEnter={() => undefined}
        />
        <NativeSelect
          size="xs"
          aria-label="Tier"
          value={tierId ?? ''}
          onChange={(event) => change({ tierId: event.currentTarget.value || null }, 'move to another tier')}
          data={[
            { value: '', label: 'marker' },
            ...set.tiers.map((tier) => ({ value: tier.tierId, label: tier.name })),
          ]}
        />
        <CommandTip command="mark.delete">
          <ActionIcon size="sm" aria-label="Delete it" onClick={() => deleteMark(desk, annotation)}>
            <IconTrash size={15} stroke={1.7} />
          </ActionIcon>
        </CommandTip>
      </div>
      <div className={classes.line}>
        <TimeField
          label="From"
          valueUs={startUs}
          durationUs={session.durationUs}
          onValue={(us) => change({ startUs: us, endUs: isSpan ? Math.max(us, endUs) : us }, 'move a mark')}
        />
        <TimeField
          label="To"
          valueUs={endUs}
          durationUs={session.durationUs}
          onValue={(us) => change({ startUs: Math.min(startUs, us), endUs: us }, 'move a mark')}
        />
        {segment && (
          <Tooltip label="Give it the segment’s ends">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => change({ startUs: segment.start, endUs: segment.end }, 'move a mark')}
            >
              As segment
            </Button>
          </Tooltip>
        )}
        {isSpan && (
          <Tooltip label="Make its ends the segment, to loop or export it">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => store.getState().setSegment({ start: micros(startUs), end: micros(endUs) })}
            >
              To segment
            </Button>
          </Tooltip>
        )}
      </div>
      <NoteField desk={desk} annotation={annotation} />
      <Provenance desk={desk} annotation={annotation} />
    </div>
  )
}

function NoteField({ desk: { session }, annotation }: Omit<AnnotationEditorProps, 'set'>) {
  const { text, setText, flush } = useSavedText(annotation.body, (body) => {
    if (body === annotation.body) return
    void writeFields(session, annotation, { body })
    rememberChange(session, annotation, { body }, 'change a note')
  })
  return (
    <Textarea
      aria-label="Note"
      placeholder="Note"
      autosize
      minRows={1}
      maxRows={6}
      maxLength={10_000}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={flush}
    />
  )
}

function Provenance({ desk: { session }, annotation }: Omit<AnnotationEditorProps, 'set'>) {
  const zone = useZone(session.zone)
  const { author, createdWallUs } = annotation
  const made =
    createdWallUs === 0
      ? ''
      : `, ${formatWallDate(createdWallUs, zone)} ${formatWallClock(createdWallUs, zone, 0)}`
  return (
    <p className={classes.provenance}>
      {describeAnchor(annotation, session.people)}
      {author !== '' && ` · ${author}${made}`}
    </p>
  )
}
