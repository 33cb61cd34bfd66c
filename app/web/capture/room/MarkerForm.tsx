/**
 * A marker with the moment it was pressed; it goes into the room's event journal and onto the timeline. M sets one from
 * anywhere on the page but a field.
 */
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconFlag } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import classes from './room.module.css'

interface MarkerFormProps {
  readonly project: string
  readonly room: string
}

export function MarkerForm({ project, room }: MarkerFormProps) {
  const [label, setLabel] = useState('')
  const count = useRef(0)
  const marker = useMutation({
    mutationFn: (text: string) =>
      askAs<unknown>(`${roomPath(project, room)}/markers`, { method: 'POST', body: { label: text } }),
  })
  const set = (): void => {
    count.current += 1
    marker.mutate(label.trim() === '' ? `Marker ${count.current}` : label.trim())
    setLabel('')
  }
  const setter = useRef(set)
  useEffect(() => {
    setter.current = set
  })
  useEffect(() => onMarkerKey(() => setter.current()), [])
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        set()
      }}
    >
      <div className={classes.field}>
        <TextInput
          className="grow"
          aria-label="Label of the marker"
          placeholder="What happens now"
          maxLength={500}
          size="sm"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="sm"
          variant="default"
          leftSection={<IconFlag size={16} stroke={1.6} />}
          rightSection={<kbd aria-hidden>M</kbd>}
        >
          Marker
        </Button>
      </div>
      {marker.error !== null && <ErrorNotice compact error={marker.error} title="The marker was not set" />}
      <p className="muted" role="status">
        {marker.isSuccess ? `Set: ${marker.variables}` : ''}
      </p>
    </form>
  )
}

function onMarkerKey(set: () => void): () => void {
  const press = (event: KeyboardEvent): void => {
    const { target } = event
    const isTyping = target instanceof HTMLElement && target.closest('input, textarea, select') !== null
    if (
      event.key.toLowerCase() !== 'm' ||
      isTyping ||
      event.repeat ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return
    event.preventDefault()
    set()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}
