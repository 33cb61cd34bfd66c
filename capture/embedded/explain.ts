/** Disk and bucket errors of a recording in words, with what to do. */
import { UserError } from '../../core/model/index.ts'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** `doing`: what was tried, as in `write the journal`. */
export function explainTrouble(error: unknown, doing: string, spoolFolder: string): string {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `disk full: cannot ${doing} in ${spoolFolder}. Free some space: it is tried again, and nothing is lost meanwhile.`
  if (code === 'EACCES' || code === 'EROFS')
    return `no right to write: cannot ${doing} in ${spoolFolder} (${code}). Let the backend write there: it is tried again.`
  if (error instanceof UserError)
    return `cannot ${doing}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}. It is tried again; the recording is kept in ${spoolFolder}.`
  const reason = error instanceof Error ? error.message : String(error)
  return `cannot ${doing}: ${reason}. It is tried again; the recording is kept in ${spoolFolder}.`
}
