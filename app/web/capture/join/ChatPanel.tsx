/** The chat of the room. */
import { ActionIcon, CloseButton, TextInput } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { ChatLine } from './chatLog.ts'
import type { LiveRoom } from './liveRoom.ts'
import classes from './inRoom.module.css'

interface ChatPanelProps {
  readonly live: LiveRoom
  readonly lines: readonly ChatLine[]
  readonly onClose: () => void
}

export function ChatPanel({ live, lines, onClose }: ChatPanelProps) {
  const [text, setText] = useState('')
  const [hasFailed, setHasFailed] = useState(false)
  const send = async (): Promise<void> => {
    try {
      await live.say(text.trim())
      setText('')
      setHasFailed(false)
    } catch {
      setHasFailed(true)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (text.trim() !== '') void send()
  }
  return (
    <aside className={classes.chat} aria-label="Chat">
      <header>
        <h2>Chat</h2>
        <CloseButton size={44} aria-label="Close the chat" onClick={onClose} />
      </header>
      <div className={classes.lines} role="log" tabIndex={0} aria-label="Messages">
        {lines.length === 0 && (
          <p className="muted">
            Nothing was written yet. All in the room read what you write, and it is recorded.
          </p>
        )}
        {lines.map((line) => (
          <p key={line.id} ref={line.id === lines.at(-1)?.id ? showLine : undefined}>
            <strong>{line.name}</strong> <time className="faint">{formatTime(line.atMs)}</time>
            <br />
            {line.text}
          </p>
        ))}
      </div>
      {hasFailed && (
        <p className={classes.failed} role="alert">
          That was not sent: you are not connected.
        </p>
      )}
      <form onSubmit={submit}>
        <TextInput
          className="grow"
          size="md"
          aria-label="Message"
          placeholder="Write to the room"
          autoComplete="off"
          maxLength={5000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionIcon type="submit" size={44} variant="default" aria-label="Send" disabled={text.trim() === ''}>
          <IconSend size={20} stroke={1.6} />
        </ActionIcon>
      </form>
    </aside>
  )
}

/** The newest line is in sight as it comes. */
const showLine = (line: HTMLElement | null): void => line?.scrollIntoView({ block: 'nearest' })

const formatTime = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
