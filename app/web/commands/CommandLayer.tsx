/** Keys, the sheet of keys and the palette: mounted once, over every place. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { noteStore } from '../widgets/noteStore.ts'
import { closeKeys, commandStore } from './commandStore.ts'
import { commandContext } from './context.ts'
import { dropLater, takeKeys } from './heldKeys.ts'
import { listenToKeys } from './keyListener.ts'
import { commandsNow } from './useCommands.ts'

const Notes = lazy(async () => ({ default: (await import('../widgets/Notes.tsx')).Notes }))
const Palette = lazy(async () => {
  try {
    return { default: (await import('./Palette.tsx')).Palette }
  } catch (error) {
    takeKeys()
    dropLater()
    throw error
  }
})
const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }))

export function CommandLayer() {
  const paletteCalls = useStore(commandStore, (state) => state.paletteCalls)
  const keysOpen = useStore(commandStore, (state) => state.keysOpen)

  useEffect(() => listenToKeys(commandsNow, commandContext), [])

  const [hasSpoken, setHasSpoken] = useState(false)
  useEffect(() => noteStore.subscribe(() => setHasSpoken(true)), [])

  return (
    <Suspense fallback={null}>
      {paletteCalls > 0 && <Palette calls={paletteCalls} />}
      {hasSpoken && <Notes />}
      {keysOpen && <KeySheet onClose={closeKeys} />}
    </Suspense>
  )
}
