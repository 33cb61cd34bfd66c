/** A line at the head of a pane for who has not been here before; read once, it stays away. */
import { IconBulb } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatKeys } from '../commands/keys.ts'
import { useCommands } from '../commands/useCommands.ts'
import { readHint, settingsStore } from '../settings/settingsStore.ts'
import { HINTS, splitHint, type HintId } from './hints.ts'
import classes from './hint.module.css'

/** Stands in the flow, so that it never covers what the pane shows. */
export function Hint({ id }: { readonly id: HintId }) {
  const isRead = useStore(settingsStore, (settings) => settings.hintsRead.includes(id))
  if (isRead) return null
  return (
    <div className={classes.hint} role="note">
      <IconBulb size={16} stroke={1.7} aria-hidden />
      <p>
        <HintText id={id} />
      </p>
      <button type="button" onClick={() => readHint(id)}>
        Got it
      </button>
    </div>
  )
}

/** The words alone, with the keys as this person has them. */
export function HintText({ id }: { readonly id: HintId }) {
  const commands = useCommands()
  const keyOf = (command: string): string | undefined =>
    commands.find((entry) => entry.id === command)?.keys[0]
  return splitHint(HINTS[id]).map(({ text, command }) => {
    if (command === undefined) return text
    const keys = keyOf(command)
    return <kbd key={command}>{keys === undefined ? 'no key' : formatKeys(keys)}</kbd>
  })
}
