/** The palette's rows for a query, from what is open and what has been read. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import { keys, useSessions } from '../api/queries.ts'
import { settingsStore, zoneOf } from '../settings/settingsStore.ts'
import { commandStore } from './commandStore.ts'
import { commandContext } from './context.ts'
import { findItems } from './paletteItems.ts'
import type { PaletteItem } from './palette.types.ts'
import { recentStore } from './recentStore.ts'
import { useCommands } from './useCommands.ts'

export function usePaletteItems(query: string): readonly PaletteItem[] {
  const sessions = useSessions().data
  const commands = useCommands()
  const recent = useStore(recentStore, (state) => state.ids)
  const list = useStore(commandStore, (state) => state.list)
  const workbench = useStore(commandStore, (state) => state.workbench)
  const choice = useStore(settingsStore, (settings) => settings.zone)
  const annotations = useReadAnnotations(workbench?.session.sessionId)
  return useMemo(
    () =>
      findItems({
        query,
        commands,
        context: { ...commandContext(), list, workbench },
        sessions: sessions ?? [],
        annotations,
        recent,
        zone: zoneOf(choice, workbench?.session.zone ?? null),
        zoneFor: (recorded) => zoneOf(choice, recorded),
      }),
    [query, commands, list, workbench, sessions, annotations, recent, choice],
  )
}

/** What the workbench has read of them; nothing is asked for here. */
const useReadAnnotations = (sessionId: string | undefined): AnnotationSet | undefined =>
  useQuery<AnnotationSet>({ queryKey: keys.annotations(sessionId ?? ''), enabled: false }).data
