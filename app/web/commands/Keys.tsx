/** The keys of a command, each a key cap. */
import { formatKeys } from './keys.ts'
import classes from './commands.module.css'

export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={classes.keys}>
      {keys.map((entry) => (
        <kbd key={entry}>{formatKeys(entry)}</kbd>
      ))}
    </span>
  )
}
