/** One try at something the server may refuse: busy meanwhile, and what it said afterwards. */
import { useState } from 'react'

export interface Attempt {
  readonly isBusy: boolean
  /** What the last try threw; undefined where it worked, or none was made. */
  readonly error: unknown
  /** Tries; `onDone` is called where it worked. */
  readonly attempt: (work: () => Promise<unknown>, onDone?: () => void) => void
}

export function useAttempt(): Attempt {
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false })
  const run = async (work: () => Promise<unknown>, onDone?: () => void): Promise<void> => {
    setState({ isBusy: true })
    try {
      await work()
      setState({ isBusy: false })
      onDone?.()
    } catch (error) {
      setState({ isBusy: false, error })
    }
  }
  return {
    isBusy: state.isBusy,
    error: state.error,
    attempt: (work, onDone) => void run(work, onDone),
  }
}
