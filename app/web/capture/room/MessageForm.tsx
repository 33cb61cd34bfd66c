/** A message to all in the room; they read it in their chat, and it is recorded. */
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import classes from './room.module.css'

interface MessageFormProps {
  readonly project: string
  readonly room: string
  readonly isLive: boolean
}

export function MessageForm({ project, room, isLive }: MessageFormProps) {
  const [text, setText] = useState('')
  const message = useMutation({
    mutationFn: (written: string) =>
      askAs<unknown>(`${roomPath(project, room)}/messages`, {
        method: 'POST',
        body: { text: written, topic: 'chat' },
      }),
    onSuccess: () => setText(''),
  })
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') message.mutate(text.trim())
      }}
    >
      <Textarea
        aria-label="Message"
        placeholder="All in the room read it in their chat"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={5000}
        size="sm"
        disabled={!isLive}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {message.error !== null && (
        <ErrorNotice compact error={message.error} title="The message was not sent" />
      )}
      <div className={`${classes.field} ${classes.end}`}>
        <p className="muted grow" role="status">
          {isLive ? (message.isSuccess ? 'Sent' : '') : 'Nobody is in the room to read it.'}
        </p>
        <Button
          type="submit"
          size="sm"
          variant="default"
          disabled={!isLive || text.trim() === ''}
          loading={message.isPending}
          leftSection={<IconSend size={16} stroke={1.6} />}
        >
          Send
        </Button>
      </div>
    </form>
  )
}
