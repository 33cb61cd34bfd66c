/** The chat of a room as one reads it: text streams of people, data packets of whoever runs the session. */

export const CHAT_TOPIC = 'chat'
const MOST = 500

export interface ChatLine {
  readonly id: number
  readonly name: string
  readonly text: string
  /** ms since 1970, when it came. */
  readonly atMs: number
}

interface Packet {
  readonly payload: Uint8Array
  readonly topic: string | undefined
  readonly name: string | undefined
}

export function createChatLog(show: (lines: readonly ChatLine[]) => void, now: () => number = Date.now) {
  let lines: readonly ChatLine[] = []
  const add = (name: string, text: string): void => {
    lines = [...lines, { id: (lines.at(-1)?.id ?? 0) + 1, name, text, atMs: now() }].slice(-MOST)
    show(lines)
  }
  return {
    add,
    /** Packets of other topics are not of the chat. */
    takePacket({ payload, topic, name }: Packet): void {
      if (topic === CHAT_TOPIC) add(name ?? 'Session', readText(payload))
    },
  }
}

/** Plain text, or JSON that holds it as `text` or `message`. */
function readText(payload: Uint8Array): string {
  const text = new TextDecoder().decode(payload)
  try {
    const value = JSON.parse(text) as { text?: unknown; message?: unknown } | null
    const found = value?.text ?? value?.message
    return typeof found === 'string' ? found : text
  } catch {
    return text
  }
}
