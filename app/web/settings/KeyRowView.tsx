/** One command and its keys, with what one may do about them. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { findClashes } from '../commands/effective.ts'
import { formatKeys } from '../commands/keys.ts'
import { Keys } from '../commands/Keys.tsx'
import { commandsNow } from '../commands/useCommands.ts'
import { KeyRecorder } from './KeyRecorder.tsx'
import type { KeyRow } from './keyRows.ts'
import classes from './settings.module.css'
import { setKeys } from './settingsStore.ts'

export function KeyRowView({ row }: { readonly row: KeyRow }) {
  const { id, name, keys } = row.command
  const [recording, setRecording] = useState(false)
  const [wanted, setWanted] = useState<string>()
  const takenFrom = wanted === undefined ? [] : findClashes(commandsNow(), id, wanted)

  const take = (pressed: string): void => {
    setRecording(false)
    if (findClashes(commandsNow(), id, pressed).length > 0) setWanted(pressed)
    else setKeys(id, [pressed])
  }

  return (
    <li className={classes.keyRow} data-own={row.isOwn}>
      <span className={classes.keyName}>{name}</span>
      <span className={classes.keyCaps}>
        {recording ? (
          <KeyRecorder what={name} onKeys={take} onGiveUp={() => setRecording(false)} />
        ) : keys.length > 0 ? (
          <Keys keys={keys} />
        ) : (
          <span className="faint">no key</span>
        )}
      </span>
      <span className={classes.keyActions}>
        {row.isOwn && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={`Reset “${name}”`}
            onClick={() => setKeys(id, undefined)}
          >
            Reset
          </Button>
        )}
        {keys.length > 0 && (
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            aria-label={`Take the keys from “${name}”`}
            onClick={() => setKeys(id, [])}
          >
            Remove
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={`Change the keys of “${name}”`}
          onClick={() => (setWanted(undefined), setRecording(true))}
        >
          Change
        </Button>
      </span>
      {wanted !== undefined && (
        <p className={classes.keyNote} role="alert">
          <kbd>{formatKeys(wanted)}</kbd> is “{takenFrom.map((other) => other.name).join('”, “')}” now.
          <Button size="compact-xs" onClick={() => (setKeys(id, [wanted]), setWanted(undefined))} autoFocus>
            Use it here
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setWanted(undefined)}>
            Leave it there
          </Button>
        </p>
      )}
      {row.lost.map((lost) => (
        <p key={lost.keys} className={classes.keyNote}>
          <kbd>{formatKeys(lost.keys)}</kbd> was given to “{lost.to}”.
        </p>
      ))}
      {row.clashes.map((clash) => (
        <p key={`${clash.keys} ${clash.with}`} className={classes.keyNote} data-tone="warn">
          <kbd>{formatKeys(clash.keys)}</kbd> is “{clash.with}” as well: only the first of them runs.
        </p>
      ))}
    </li>
  )
}
