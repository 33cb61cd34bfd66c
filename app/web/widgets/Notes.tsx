/** Shows what was said (noteStore) at the foot of the page. Its own chunk, loaded at the first word. */
import { Notifications, notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import classes from './notes.module.css'
import { noteStore, takeNotes, type Note } from './noteStore.ts'

const QUIET_MS = 2600

function show({ title, text, tone = 'quiet', about }: Note): void {
  const isError = tone === 'error'
  if (about !== undefined) notifications.hide(about)
  notifications.show({
    ...(about === undefined ? {} : { id: about }),
    title,
    message: text,
    autoClose: isError ? false : QUIET_MS,
    withCloseButton: isError,
    closeButtonProps: { 'aria-label': 'Close' },
    role: isError ? 'alert' : 'status',
    'data-tone': tone,
    className: classes.note!,
    classNames: {
      body: classes.body!,
      title: classes.title!,
      description: classes.text!,
      closeButton: classes.close!,
    },
  })
}

export function Notes() {
  useEffect(() => {
    const showAll = (): void => takeNotes().forEach(show)
    showAll()
    return noteStore.subscribe(showAll)
  }, [])
  return <Notifications position="bottom-center" containerWidth={360} limit={3} transitionDuration={120} />
}
