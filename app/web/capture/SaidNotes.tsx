/** Failures of what a person did, in a corner, until they are put away. */
import { CloseButton } from '@mantine/core'
import { useStore } from 'zustand'
import { saidStore, unsay } from './said.ts'
import classes from './said.module.css'

export function SaidNotes() {
  const said = useStore(saidStore, (state) => state.said)
  return (
    <div className={classes.notes} aria-label="Messages" role="status">
      {said.map(({ id, title, text }) => (
        <div key={id} className={classes.note}>
          <div className="grow">
            <strong>{title}</strong>
            <p className="muted">{text}</p>
          </div>
          <CloseButton size="sm" aria-label={`Put away: ${title}`} onClick={() => unsay(id)} />
        </div>
      ))}
    </div>
  )
}
