/** While the page is printed it is light, whatever the screen is. */
import { useEffect } from 'react'

export function usePaper(): void {
  useEffect(() => {
    const root = document.documentElement
    let screen: string | undefined
    const toPaper = (): void => {
      screen = root.dataset['theme']
      root.dataset['theme'] = 'light'
    }
    const toScreen = (): void => {
      if (screen !== undefined) root.dataset['theme'] = screen
    }
    window.addEventListener('beforeprint', toPaper)
    window.addEventListener('afterprint', toScreen)
    return () => {
      window.removeEventListener('beforeprint', toPaper)
      window.removeEventListener('afterprint', toScreen)
    }
  }, [])
}
