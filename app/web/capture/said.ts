/** What went wrong with something a person did, until they put it away. */
import { createStore } from 'zustand/vanilla'
import { describeError } from '../api/problem.ts'

export interface Said {
  readonly id: number
  readonly title: string
  readonly text: string
}

const MOST = 3
let count = 0
export const saidStore = createStore<{ readonly said: readonly Said[] }>(() => ({ said: [] }))

export function say(title: string, error: unknown): void {
  const { message, hint } = describeError(error)
  count += 1
  const next = { id: count, title, text: hint === undefined ? message : `${message}. ${hint}` }
  saidStore.setState(({ said }) => ({ said: [...said, next].slice(-MOST) }))
}

export const unsay = (id: number): void =>
  saidStore.setState(({ said }) => ({ said: said.filter((one) => one.id !== id) }))
