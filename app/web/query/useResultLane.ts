/** The lane of moments shown in a session, if any. */
import { useStore } from 'zustand'
import { resultLaneStore, type ResultLane } from './resultLane.ts'

export const useResultLane = (sessionId: string): ResultLane | undefined =>
  useStore(resultLaneStore, ({ lane }) => (lane?.sessionId === sessionId ? lane : undefined))
