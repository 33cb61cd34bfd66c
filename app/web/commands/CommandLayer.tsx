/** Keys, the sheet of keys and the palette: mounted once, over every place. */
import { lazy, Suspense, useEffect } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { toggleScheme } from '../theme/colorScheme.ts'
import { closeKeys, commandStore, openKeys, openPalette } from './commandStore.ts'
import { listenToKeys } from './keyListener.ts'
import { COMMANDS } from './table.ts'

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }))
const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }))

export function CommandLayer() {
  const [, navigate] = useLocation()
  const paletteCalls = useStore(commandStore, (state) => state.paletteCalls)
  const keysOpen = useStore(commandStore, (state) => state.keysOpen)

  useEffect(
    () =>
      listenToKeys(COMMANDS, () => {
        const { list, workbench } = commandStore.getState()
        return { navigate, openPalette, openKeys, toggleTheme: toggleScheme, list, workbench }
      }),
    [navigate],
  )

  return (
    <Suspense fallback={null}>
      {paletteCalls > 0 && <Palette calls={paletteCalls} navigate={navigate} />}
      {keysOpen && <KeySheet onClose={closeKeys} />}
    </Suspense>
  )
}
