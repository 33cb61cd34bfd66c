/** The dialog that withholds a person, over the workbench; read when it is first asked for. */
import { lazy, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { withholdStore } from './withholdStore.ts'

const WithholdDialog = lazy(async () => ({
  default: (await import('./WithholdDialog.tsx')).WithholdDialog,
}))

const close = (): void => withholdStore.setState({ identity: undefined })

export function WithholdLayer({ session }: { readonly session: SessionDetail }) {
  const identity = useStore(withholdStore, (state) => state.identity)
  useEffect(() => close, [])
  if (identity === undefined) return null
  return (
    <Suspense fallback={null}>
      <WithholdDialog key={identity} session={session} identity={identity} onClose={close} />
    </Suspense>
  )
}
