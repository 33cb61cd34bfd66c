/** Keys, the sheet of keys and the palette: mounted once, over every place. */
import { lazy, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import { closeKeys, commandStore } from './commandStore.ts'
import { commandContext } from './context.ts'
import { listenToKeys } from './keyListener.ts'
import { commandsNow } from './useCommands.ts'

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }))
const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }))

export function CommandLayer() {
  const paletteCalls = useStore(commandStore, (state) => state.paletteCalls)
  const keysOpen = useStore(commandStore, (state) => state.keysOpen)

  useEffect(() => listenToKeys(commandsNow, commandContext), [])

  return (
    <Suspense fallback={null}>
      {paletteCalls > 0 && <Palette calls={paletteCalls} />}
      {keysOpen && <KeySheet onClose={closeKeys} />}
    </Suspense>
  )
}
