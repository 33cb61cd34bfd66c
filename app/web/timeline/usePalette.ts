/** The palette of the theme in force; a new one too when the page's font has come, so that canvases are painted in it. */
import { useEffect, useState } from 'react'
import { readPalette, watchTheme, type Palette } from './palette.ts'

export function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(document.documentElement))
  useEffect(() => {
    const read = (): void => setPalette(readPalette(document.documentElement))
    document.fonts.addEventListener('loadingdone', read)
    const stopTheme = watchTheme(read)
    return () => {
      document.fonts.removeEventListener('loadingdone', read)
      stopTheme()
    }
  }, [])
  return palette
}
