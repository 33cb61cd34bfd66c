/**
 * Rooms with known truth: people who talk in turns, microphones near and far with echoes, noise, clocks of their own,
 * stalls and wrong priors. Nothing is random but by its seed.
 */
import { SOUND_RATE_HZ, type MatchTrack, type Sound } from '../../../../core/clock/match/index.ts'

export interface Microphone {
  /** Index of the person it lies before, or 'wall'. */
  readonly at: number | 'wall'
  /** When it begins in the room's time, s; default 0. */
  readonly startSeconds?: number
  /** Until when, s; default the room's end. */
  readonly endSeconds?: number
  /** How much faster the room's time runs than its clock. */
  readonly ppm?: number
  /** From this media time on everything lies later by so much, s. */
  readonly stalls?: readonly { readonly atSeconds: number; readonly bySeconds: number }[]
  readonly snrDb?: number
  /** Prior − truth, s; default 0. */
  readonly priorErrorSeconds?: number
  readonly noPrior?: boolean
  /** Hears this person alone, as a headset does. */
  readonly headset?: boolean
  /** Plays this into the room's air as everyone in it hears it: another room's sound, late by so much. */
  readonly more?: { readonly samples: Float32Array; readonly lateSeconds: number; readonly gain: number }
}

export interface Room {
  readonly seed: number
  readonly seconds: number
  readonly people: number
  readonly microphones: readonly Microphone[]
  readonly name?: string
}

export interface RecordedTrack extends MatchTrack {
  /** Room time of a media time, µs. */
  toRoomUs(mediaUs: number): number
}

/** mulberry32 */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function makeSound(samples: Float32Array, firstUs = 0): Sound {
  const block = SOUND_RATE_HZ / 10
  const levels = new Float32Array(Math.floor(samples.length / block))
  for (let at = 0; at < levels.length; at++) {
    let sum = 0
    for (let n = at * block; n < (at + 1) * block; n++) sum += samples[n]! ** 2
    levels[at] = sum / block
  }
  return {
    firstUs,
    sampleCount: samples.length,
    levels,
    read(first, count) {
      const out = new Float32Array(count)
      const from = Math.max(0, first)
      const to = Math.min(samples.length, first + count)
      if (to > from) out.set(samples.subarray(from, to), from - first)
      return out
    },
  }
}

/** Each person's voice, dry, as long as the room: syllables of voiced formants and hisses, in turns. */
export function speak(random: () => number, people: number, seconds: number): Float32Array[] {
  const count = Math.round(seconds * SOUND_RATE_HZ)
  const voices = Array.from({ length: people }, () => new Float32Array(count))
  const pitches = voices.map(() => 90 + 130 * random())
  for (let at = 0; at < count;) {
    const person = Math.floor(random() * people)
    const end = at + (1 + 9 * random()) * SOUND_RATE_HZ
    let here = at
    while (here < Math.min(end, count)) {
      const length = Math.round((0.09 + 0.2 * random()) * SOUND_RATE_HZ)
      addSyllable(random, voices[person]!, {
        first: here,
        length,
        pitchHz: pitches[person]! * (0.85 + 0.3 * random()),
      })
      here += length + Math.round((random() < 0.15 ? 0.35 : 0.03) * random() * SOUND_RATE_HZ)
    }
    at = Math.round(end + (random() < 0.2 ? -0.5 : 1.5 * random()) * SOUND_RATE_HZ)
    if (at < here - SOUND_RATE_HZ) at = here
  }
  return voices
}

function addSyllable(
  random: () => number,
  voice: Float32Array,
  { first, length, pitchHz }: { first: number; length: number; pitchHz: number },
): void {
  const hiss = random() < 0.25
  const formants = hiss
    ? [2000 + 1000 * random(), 2800]
    : [300 + 500 * random(), 900 + 1300 * random(), 2300 + 500 * random()]
  const loud = 0.4 + 0.6 * random()
  const filters = formants.map((hz) => {
    const radius = Math.exp((-Math.PI * (hiss ? 500 : 90)) / SOUND_RATE_HZ)
    return { a: 2 * radius * Math.cos((2 * Math.PI * hz) / SOUND_RATE_HZ), b: -radius * radius, y1: 0, y2: 0 }
  })
  let phase = random()
  const glide = (random() - 0.5) * 0.3
  for (let n = 0; n < length && first + n < voice.length; n++) {
    phase += (pitchHz * (1 + (glide * n) / length)) / SOUND_RATE_HZ
    let drive = (random() - 0.5) * (hiss ? 0.5 : 0.05)
    if (phase >= 1) {
      phase -= 1
      if (!hiss) drive += 1
    }
    let sum = 0
    for (const filter of filters) {
      const y = drive + filter.a * filter.y1 + filter.b * filter.y2
      filter.y2 = filter.y1
      filter.y1 = y
      sum += y
    }
    voice[first + n]! += 0.05 * loud * Math.sin((Math.PI * n) / length) * sum
  }
}

interface Place {
  readonly x: number
  readonly y: number
}

export function record(room: Room): { tracks: RecordedTrack[]; air: Float32Array } {
  const random = makeRandom(room.seed)
  const voices = speak(random, room.people, room.seconds)
  const size = { x: 6 + 3 * random(), y: 5 + 2 * random() }
  const seats = voices.map((_, at): Place => ({
    x: size.x * (0.5 + 0.33 * Math.cos((2 * Math.PI * at) / room.people + random() * 0.4)),
    y: size.y * (0.5 + 0.33 * Math.sin((2 * Math.PI * at) / room.people + random() * 0.4)),
  }))
  const air = new Float32Array(voices[0]!.length)
  for (const voice of voices) for (let n = 0; n < air.length; n++) air[n]! += voice[n]!
  const tracks = room.microphones.map((microphone, index): RecordedTrack => {
    const own = makeRandom(room.seed * 1000 + index + 1)
    const { at } = microphone
    const place: Place =
      at === 'wall'
        ? { x: own() < 0.5 ? 0.1 : size.x - 0.1, y: size.y * own() }
        : { x: seats[at]!.x + 0.4 * (own() - 0.5), y: seats[at]!.y + 0.45 }
    const heard = hear(own, { voices, seats, place, microphone })
    return keepTime(room, microphone, index, heard)
  })
  return { tracks, air }
}

/** What the air carries to a place: each voice with its way, six echoes, and one diffuse tail for all. */
function hear(
  random: () => number,
  scene: { voices: readonly Float32Array[]; seats: readonly Place[]; place: Place; microphone: Microphone },
): Float32Array {
  const { voices, seats, place, microphone } = scene
  const out = new Float32Array(voices[0]!.length)
  const tail = new Float32Array(out.length)
  for (const [person, voice] of voices.entries()) {
    if (microphone.headset && person !== microphone.at) continue
    const metres = Math.max(0.3, Math.hypot(seats[person]!.x - place.x, seats[person]!.y - place.y))
    addDelayed(out, voice, (metres / 343) * SOUND_RATE_HZ, 1 / metres)
    for (let echo = 0; echo < 6; echo++) {
      const more = 1 + 8 * random()
      const gain = (random() < 0.5 ? -0.6 : 0.6) / (metres + more)
      addDelayed(out, voice, Math.round(((metres + more) / 343) * SOUND_RATE_HZ), gain)
    }
    for (let n = 0; n < tail.length; n++) tail[n]! += 0.12 * voice[n]!
  }
  // Four combs of unlike lengths (Schroeder 1962), −60 dB after half a second.
  for (const ms of [29.7 + random(), 37.1 + random(), 41.1 + random(), 43.7 + random()]) {
    const delay = Math.round((ms / 1000) * SOUND_RATE_HZ)
    const back = 10 ** ((-3 * ms) / 1000 / 0.5)
    const comb = new Float32Array(delay)
    for (let n = 0, slot = 0; n < out.length; n++) {
      const value = tail[n]! + back * comb[slot]!
      out[n]! += 0.5 * comb[slot]!
      comb[slot] = value
      slot = slot + 1 === delay ? 0 : slot + 1
    }
  }
  const { more } = microphone
  if (more) addDelayed(out, more.samples, more.lateSeconds * SOUND_RATE_HZ, more.gain)
  let power = 0
  for (const value of out) power += value * value
  const level = Math.sqrt(power / out.length)
  const noise = level * 10 ** (-(microphone.snrDb ?? 20) / 20)
  let last = 0
  for (let n = 0; n < out.length; n++) {
    const white = (random() + random() + random() - 1.5) * 2
    last = 0.8 * last + 0.6 * white
    out[n] = (0.05 / level) * (out[n]! + noise * last)
  }
  return out
}

/** Adds what there is of a voice; silence between turns costs nothing. */
function addDelayed(out: Float32Array, voice: Float32Array, delay: number, gain: number): void {
  const whole = Math.floor(delay)
  const part = delay - whole
  const now = gain * (1 - part)
  const before = gain * part
  const last = Math.min(out.length - whole, voice.length)
  for (let at = 1; at < last; at++) {
    const value = voice[at]!
    if (value === 0) continue
    out[at + whole]! += now * value
    if (at + whole + 1 < out.length) out[at + whole + 1]! += before * value
  }
}

function keepTime(room: Room, microphone: Microphone, index: number, heard: Float32Array): RecordedTrack {
  const { startSeconds = 0, endSeconds = room.seconds, ppm = 0, stalls = [] } = microphone
  const rate = 1 + ppm / 1e6
  const toRoomSeconds = (media: number): number =>
    startSeconds +
    media * rate +
    stalls.reduce((sum, { atSeconds, bySeconds }) => sum + (media >= atSeconds ? bySeconds : 0), 0)
  const lost = stalls.reduce((sum, { bySeconds }) => sum + bySeconds, 0)
  const count = Math.max(0, Math.floor(((endSeconds - startSeconds - lost) / rate) * SOUND_RATE_HZ) - 4)
  const samples = new Float32Array(count)
  let shift = startSeconds * SOUND_RATE_HZ
  const steps = [...stalls].sort((a, b) => a.atSeconds - b.atSeconds)
  for (let n = 0; n < count; n++) {
    while (steps.length > 0 && n >= steps[0]!.atSeconds * SOUND_RATE_HZ)
      shift += steps.shift()!.bySeconds * SOUND_RATE_HZ
    const place = shift + n * rate
    const left = Math.floor(place)
    const f = place - left
    const a = heard[left - 1] ?? 0
    const b = heard[left] ?? 0
    const c = heard[left + 1] ?? 0
    const d = heard[left + 2] ?? 0
    const value = b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))
    samples[n] = Math.round(value * 4096) / 4096
  }
  return {
    recordingId: `${room.name ?? 'room'}-${index}`,
    sound: makeSound(samples),
    priorUs: microphone.noPrior ? undefined : (startSeconds + (microphone.priorErrorSeconds ?? 0)) * 1e6,
    priorSigmaUs: 1e6,
    holes: [],
    toRoomUs: (mediaUs) => toRoomSeconds(mediaUs / 1e6) * 1e6,
  }
}
