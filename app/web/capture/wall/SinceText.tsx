/** How long something has lasted, counting up. */
import { formatLength } from '../../widgets/quantities.ts'
import { useNow } from '../now.ts'

export function SinceText({ since, before = '' }: { readonly since: string; readonly before?: string }) {
  const lastedMs = Math.max(0, useNow() - Date.parse(since))
  return (
    <time dateTime={since} title={new Date(since).toLocaleString()}>
      {before}
      {formatLength(lastedMs * 1000)}
    </time>
  )
}
