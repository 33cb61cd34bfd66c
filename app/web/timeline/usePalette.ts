/** The palette of the theme in force. */
import { useEffect, useState } from 'react'
import { readPalette, watchTheme, type Palette } from './palette.ts'

export function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(document.documentElement))
  useEffect(() => watchTheme(() => setPalette(readPalette(document.documentElement))), [])
  return palette
}
