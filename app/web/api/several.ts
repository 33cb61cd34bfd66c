/** Small files of the API that are asked for in one moment travel in one answer (app/server/several.ts). */
import { countedFetch } from './requests.ts'

/** So that the address stays below what servers take. */
const MOST = 64

interface Asked {
  readonly path: string
  readonly answer: (response: Response) => void
  readonly fail: (error: unknown) => void
}

/** As fetch of `/api` + path; waits for what else is asked for now. */
export type FetchSeveral = (path: string) => Promise<Response>

export function createSeveral(
  request: typeof fetch = countedFetch,
  later: (work: () => void) => void = (work) => void setTimeout(work, 0),
): FetchSeveral {
  let asked: Asked[] = []

  async function send(all: readonly Asked[]): Promise<void> {
    try {
      if (all.length === 1) return sendAlone(all)
      const of = all.map(({ path }) => `of=${encodeURIComponent(path)}`)
      const response = await request(`/api/several?${of.join('&')}`, { priority: 'high' })
      if (!response.ok) return sendAlone(all)
      const parts = parseSeveral(await response.arrayBuffer())
      for (const [at, { answer }] of all.entries()) answer(parts[at]!)
    } catch (error) {
      for (const { fail } of all) fail(error)
    }
  }

  function sendAlone(all: readonly Asked[]): void {
    for (const { path, answer, fail } of all) request(`/api${path}`, { priority: 'high' }).then(answer, fail)
  }

  function sendAll(): void {
    const all = asked
    asked = []
    for (let at = 0; at < all.length; at += MOST) void send(all.slice(at, at + MOST))
  }

  return (path) =>
    new Promise((answer, fail) => {
      asked.push({ path, answer, fail })
      if (asked.length === 1) later(sendAll)
    })
}

export const fetchSeveral: FetchSeveral = createSeveral()

/** The answers of `/several`, in the order they were asked for. Throws RangeError where one is cut short. */
export function parseSeveral(buffer: ArrayBuffer): Response[] {
  return parseFrames(buffer).map(({ status, bytes }) => new Response(bytes, { status }))
}

/** As `parseSeveral`, without a copy: views of `buffer`. */
export function parseFrames(buffer: ArrayBuffer): { status: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const view = new DataView(buffer)
  const frames: { status: number; bytes: Uint8Array<ArrayBuffer> }[] = []
  for (let at = 0; at < buffer.byteLength;) {
    const [status, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
    if (at + 8 + length > buffer.byteLength) throw new RangeError('an answer of several parts is cut short')
    frames.push({ status, bytes: new Uint8Array(buffer, at + 8, length) })
    at += 8 + length
  }
  return frames
}
