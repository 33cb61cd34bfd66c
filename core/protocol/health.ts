/**
 * What a page measures of its own tracks and tells the room's recorder, as data packets of the topic `lockstep.health`:
 * a microphone that hears nothing, a camera that stands still or is black. Sent when a state begins (`wrong`), again
 * each minute while it lasts, and once when it ends (`well`). On the wire: JSON, `atNs` as decimal text of nanoseconds
 * since 1970 by the page's clock.
 */
export const HEALTH_TOPIC = 'lockstep.health'

export type HealthCode = 'microphone_silent' | 'camera_frozen' | 'camera_black'

export interface HealthMessage {
  readonly code: HealthCode
  readonly state: 'wrong' | 'well'
  /** `TR_…`, the track it is about. */
  readonly trackId: string
  /** How long it had been so, seconds. */
  readonly seconds: number
  readonly atNs: bigint
}

/** Below this peak (of 1) a microphone hears nothing, not even its room: −66 dBFS. */
export const SILENT_PEAK = 0.0005
/** Below this mean brightness (of 255) a picture is black. */
export const BLACK_LUMA = 8

const CODES: readonly string[] = ['microphone_silent', 'camera_frozen', 'camera_black'] satisfies HealthCode[]

/** Above this no state has lasted. */
const LONGEST_SECONDS = 2 ** 31

/** Returns the payload of a data packet, UTF-8. */
export function encodeHealth(message: HealthMessage): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ ...message, atNs: message.atNs.toString() }))
}

/** Reads a payload; undefined for whatever is no such message. Never throws. */
export function decodeHealth(payload: Uint8Array): HealthMessage | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown> | null
    if (typeof value !== 'object' || value === null) return undefined
    const { code, state, trackId, seconds, atNs } = value
    if (typeof code !== 'string' || !CODES.includes(code)) return undefined
    if (state !== 'wrong' && state !== 'well') return undefined
    if (typeof trackId !== 'string' || typeof seconds !== 'number') return undefined
    // Whoever is in the room may send anything: `since` has to stay a date.
    if (seconds < 0 || seconds > LONGEST_SECONDS) return undefined
    if (typeof atNs !== 'string' || !/^\d{1,19}$/.test(atNs)) return undefined
    return { code: code as HealthCode, state, trackId, seconds, atNs: BigInt(atNs) }
  } catch {
    return undefined
  }
}

/** The highest of samples between −1 and 1, without its sign. */
export function measurePeak(samples: Float32Array): number {
  let peak = 0
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  return peak
}

/** Mean brightness of RGBA pixels, 0 to 255 (BT.709 weights). */
export function measureLuma(rgba: Uint8ClampedArray): number {
  let sum = 0
  for (let at = 0; at + 3 < rgba.length; at += 4)
    sum += 0.2126 * rgba[at]! + 0.7152 * rgba[at + 1]! + 0.0722 * rgba[at + 2]!
  return rgba.length < 4 ? 0 : sum / Math.floor(rgba.length / 4)
}

/** Whether two pictures are the same to the last pixel: a live camera's noise never repeats one. */
export function isSamePicture(one: Uint8ClampedArray, other: Uint8ClampedArray): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at])
}

/** What is known of one state of one track. Times in ms of any one clock. */
export interface HealthWatch {
  /** Since when it has been wrong without a break; undefined: it is well. */
  readonly wrongSinceMs: number | undefined
  /** When it was last told; undefined: nothing stands told. */
  readonly toldAtMs: number | undefined
}

export const WELL: HealthWatch = { wrongSinceMs: undefined, toldAtMs: undefined }
const TELL_AGAIN_MS = 60_000

/** Takes one reading; `tell` is what is to be sent now. It is told once it has lasted `limitMs`. */
export function stepHealth(
  watch: HealthWatch,
  reading: { readonly atMs: number; readonly isWrong: boolean; readonly limitMs: number },
): { readonly watch: HealthWatch; readonly tell: 'wrong' | 'well' | undefined } {
  const { atMs, isWrong, limitMs } = reading
  if (!isWrong) return { watch: WELL, tell: watch.toldAtMs === undefined ? undefined : 'well' }
  const wrongSinceMs = watch.wrongSinceMs ?? atMs
  const isDue =
    watch.toldAtMs === undefined ? atMs - wrongSinceMs >= limitMs : atMs - watch.toldAtMs >= TELL_AGAIN_MS
  return {
    watch: { wrongSinceMs, toldAtMs: isDue ? atMs : watch.toldAtMs },
    tell: isDue ? 'wrong' : undefined,
  }
}
