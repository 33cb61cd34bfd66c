/** The workbench's pictures: made with it, disposed with it; their code comes after the first view. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Thumbnails } from '../timeline/thumbnails.ts'
import { untilIdle } from '../widgets/whenIdle.ts'

export function useThumbnailStore(): Thumbnails | undefined {
  const [owner] = useState(() => createStore<{ thumbnails?: Thumbnails }>(() => ({})))
  useEffect(() => {
    let isOpen = true
    let dispose: (() => void) | undefined
    const start = async (): Promise<void> => {
      await untilIdle()
      const [{ createThumbnailStore }, { serverThumbnails }] = await Promise.all([
        import('./thumbnailStore.ts'),
        import('./thumbnailSource.ts'),
      ])
      if (!isOpen) return
      const thumbnails = createThumbnailStore({ source: serverThumbnails })
      dispose = () => thumbnails.dispose()
      owner.setState({ thumbnails })
    }
    void start()
    return () => {
      isOpen = false
      dispose?.()
    }
  }, [owner])
  return useStore(owner, (state) => state.thumbnails)
}
