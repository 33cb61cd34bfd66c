/** A few words on what was just done, where nothing else shows it; they leave by themselves. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import classes from './said.module.css'
import type { StageStore } from './stageStore.ts'

const STAYS_MS = 2600

export function SaidOnStage({ stage }: { readonly stage: StageStore }) {
  const said = useStore(stage, (state) => state.said)
  useEffect(() => {
    if (!said) return undefined
    const timer = setTimeout(
      () => stage.setState((state) => (state.said === said ? { said: undefined } : {})),
      STAYS_MS,
    )
    return () => clearTimeout(timer)
  }, [said, stage])
  return (
    <div className={classes.said} role="status" data-shown={said !== undefined}>
      {said?.text}
    </div>
  )
}
