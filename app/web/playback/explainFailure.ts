/** Why a recording stopped coming, as the server says: a decoder only stumbles over it. */
import { readProblem } from '../api/problem.ts'

/** `away`: no server, or one that cannot answer yet; `refused`: it says why, in a tile's few words. */
export type Verdict =
  | { readonly kind: 'there' }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }

const WORDS: Readonly<Record<string, string>> = {
  object_missing: 'Its file is no longer in the bucket. Bring it back, or ingest again.',
  media_changed: 'Its file has changed since. Ingest again, then reload the page.',
  recording_missing: 'The catalog no longer has it. Reload the page.',
}

/** Asks for one byte of the media, past the browser's own copies. */
export async function askWhy(url: string, ask: typeof fetch = fetch): Promise<Verdict> {
  try {
    const response = await ask(url, { headers: { range: 'bytes=0-0' }, cache: 'no-store' })
    if (response.ok) {
      await response.body?.cancel()
      return { kind: 'there' }
    }
    const { code, message } = await readProblem(response)
    const said = code.startsWith('http_') ? `The server answered ${response.status}.` : message
    const kind = response.status === 503 ? 'away' : 'refused'
    return { kind, message: WORDS[code] ?? said }
  } catch {
    return { kind: 'away', message: 'The server cannot be reached.' }
  }
}
