/** Whether what is shown is what is: the line to the backend. */
import { Chip } from '../../widgets/Chip.tsx'
import type { Link } from './wallEvents.ts'

export function LinkChip({ link }: { readonly link: Link }) {
  if (link === 'open') return <Chip dot="good">up to date</Chip>
  return link === 'connecting' ? (
    <Chip>connecting …</Chip>
  ) : (
    <Chip dot="warn">not connected, trying again</Chip>
  )
}
