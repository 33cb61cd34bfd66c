/** `data-idle` on the page's root: true when nothing loads and no seek is pending. Tests wait for it. */
import { useIsFetching, useIsMutating } from '@tanstack/react-query'
import { useEffect } from 'react'

export function useIdleSignal(placeIsIdle: boolean): void {
  const requests = useIsFetching() + useIsMutating()
  const idle = placeIsIdle && requests === 0
  useEffect(() => {
    document.documentElement.dataset.idle = String(idle)
  }, [idle])
}
