/** Work that several callers want at once: done once, ended when none wants it any more. */
export interface SharedWork<Result> {
  readonly promise: Promise<Result>
  readonly ending: AbortController
  readonly listeners: Set<(share: number) => void>
  callers: number
}

interface Joining<Result> {
  readonly signal: AbortSignal | undefined
  readonly onShare: ((share: number) => void) | undefined
  begin(work: { signal: AbortSignal; onShare: (share: number) => void }): Promise<Result>
}

/**
 * Joins the work of that name or begins it. Rejects with the signal's reason where that aborts: at once where others
 * go on, else when the work has ended.
 */
export async function joinWork<Result>(
  works: Map<string, SharedWork<Result>>,
  name: string,
  { signal, onShare, begin }: Joining<Result>,
): Promise<Result> {
  let work = works.get(name)
  while (work?.ending.signal.aborted) {
    await work.promise.catch(() => undefined)
    work = works.get(name)
  }
  signal?.throwIfAborted()
  work ??= start(works, name, begin)
  return await take(work, signal, onShare)
}

function start<Result>(
  works: Map<string, SharedWork<Result>>,
  name: string,
  begin: Joining<Result>['begin'],
): SharedWork<Result> {
  const ending = new AbortController()
  const listeners = new Set<(share: number) => void>()
  const onShare = (share: number): void => listeners.forEach((tell) => tell(share))
  const promise = begin({ signal: ending.signal, onShare }).finally(() => works.delete(name))
  const work = { promise, ending, listeners, callers: 0 }
  works.set(name, work)
  return work
}

async function take<Result>(
  work: SharedWork<Result>,
  signal: AbortSignal | undefined,
  onShare: ((share: number) => void) | undefined,
): Promise<Result> {
  const tell = (share: number): void => onShare?.(share)
  work.callers++
  work.listeners.add(tell)
  const left = Promise.withResolvers<undefined>()
  const leave = (): void => left.resolve(undefined)
  signal?.addEventListener('abort', leave, { once: true })
  try {
    const ended = await Promise.race([work.promise.then((result) => ({ result })), left.promise])
    if (ended) return ended.result
    throw signal?.reason
  } finally {
    signal?.removeEventListener('abort', leave)
    work.listeners.delete(tell)
    if (--work.callers === 0 && signal?.aborted) {
      work.ending.abort(signal.reason)
      await work.promise.catch(() => undefined)
    }
  }
}
