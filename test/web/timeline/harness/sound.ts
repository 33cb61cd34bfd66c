/** Peaks of someone who speaks in sentences, made from a seed. */
import type { ReadPeakBytes } from '../../../../app/web/timeline/peakBytes.ts'
import { formatPeaks, type Peaks, type RecordingView } from '../../../../core/protocol/index.ts'

const PER_SECOND = 100

/** Makes a sequence of numbers in [0, 1) that a seed repeats. */
export function makeRandom(seed: number): () => number {
  let state = seed % 2147483647 || 1
  return () => (state = (state * 16807) % 2147483647) / 2147483647
}

/** Makes peaks: turns of 2 to 9 s of syllables, quiet between. */
export function speak(seed: number, lengthUs: number): Peaks {
  const random = makeRandom(seed + 7)
  const count = Math.floor((lengthUs / 1e6) * PER_SECOND)
  const peaks = {
    bucketsPerSecond: PER_SECOND,
    firstPtsUs: 0,
    min: new Int8Array(count),
    max: new Int8Array(count),
    rms: new Uint8Array(count),
  }
  let talking = false
  let until = 0
  let level = 0
  let loud = 0.5
  for (let k = 0; k < count; k++) {
    if (k >= until) {
      talking = !talking
      until = k + PER_SECOND * (talking ? 2 + random() * 7 : 3 + random() * 12)
      loud = 0.35 + random() * 0.45
    }
    const syllable = Math.max(0, Math.sin(k / 3.1) * 0.5 + Math.sin(k / 11) * 0.5)
    const wanted = talking ? loud * (0.25 + 0.75 * syllable) * (0.6 + 0.4 * random()) : 0.012
    level += (wanted - level) * 0.5
    peaks.max[k] = Math.round(127 * level * (0.85 + 0.15 * random()))
    peaks.min[k] = -Math.round(127 * level * (0.8 + 0.2 * random()))
    peaks.rms[k] = Math.round(255 * level * 0.38)
  }
  return peaks
}

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 17)

const files = new Map<string, Uint8Array>()

/** Serves the waveforms of a session's recordings as the server does: in ranges. */
export const readSpeechOf =
  (lanes: readonly { readonly recordings: readonly RecordingView[] }[]): ReadPeakBytes =>
  ({ recordingId }, { start, end }) => {
    let file = files.get(recordingId)
    if (!file) {
      const recording = lanes
        .flatMap(({ recordings }) => recordings)
        .find((one) => one.recordingId === recordingId)!
      files.set(recordingId, (file = formatPeaks(speak(hash(recordingId), recording.endPtsUs))))
    }
    return Promise.resolve(file.slice(start, end))
  }
