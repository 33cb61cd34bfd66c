/** Why a recording cannot be shown, in a tile's few words: the server knows what a decoder only stumbles over. */
import { readProblem } from '../api/problem.ts'

const WORDS: Readonly<Record<string, string>> = {
  object_missing: 'Its file is no longer in the bucket. Bring it back, or ingest again.',
  media_changed: 'Its file has changed since. Ingest again, then reload the page.',
  recording_missing: 'The catalog no longer has it. Reload the page.',
}

/** Asks for one byte of the media; `otherwise` (the decoder's own words) where the server has no objection. */
export async function explainFailure(
  url: string,
  otherwise: string,
  ask: typeof fetch = fetch,
): Promise<string> {
  try {
    const response = await ask(url, { headers: { range: 'bytes=0-0' } })
    if (response.ok) {
      await response.body?.cancel()
      return otherwise
    }
    const { code, message } = await readProblem(response)
    return WORDS[code] ?? (code.startsWith('http_') ? `The server answered ${response.status}.` : message)
  } catch {
    return 'The server cannot be reached.'
  }
}
