/** A hidden viewer for as long as a component stands. */
import { useCallback } from 'react'
import { useOpened } from '../useOpened.ts'
import { openWatch, type Watch } from './openWatch.ts'

export const useWatch = (project: string, room: string, extent: 'small' | 'whole'): Watch | undefined =>
  useOpened(useCallback(() => openWatch({ project, room, extent }), [project, room, extent]))
