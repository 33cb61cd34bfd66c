/**
 * Which device sound leaves by: chosen by a person, remembered by this browser, and the system's own where that one is
 * gone. All players follow it.
 */
import { createStore } from 'zustand/vanilla'

export interface SoundOutput {
  readonly id: string
  readonly name: string
}

interface OutputState {
  /** Undefined: the system's. */
  readonly chosen: SoundOutput | undefined
  /** Why the chosen one is not heard. */
  readonly note: string | undefined
}

/** `AudioContext.setSinkId` (Web Audio API 1.1) is not in all browsers, and not in the types of the DOM. */
interface Sinkable {
  setSinkId?(sinkId: string): Promise<void>
}

const KEY = 'lockstep.sound.output'
const storage = globalThis.window === undefined ? undefined : globalThis.localStorage

/** Reads what was kept; undefined where it makes no sense. */
export function parseOutput(text: string | null): SoundOutput | undefined {
  try {
    const { id, name } = JSON.parse(text ?? '{}') as Record<string, unknown>
    return typeof id === 'string' && typeof name === 'string' && id !== '' ? { id, name } : undefined
  } catch {
    return undefined
  }
}

export const outputStore = createStore<OutputState>(() => ({
  chosen: parseOutput(storage?.getItem(KEY) ?? null),
  note: undefined,
}))

export const canChooseOutput = (): boolean =>
  typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype && 'mediaDevices' in navigator

export function chooseOutput(chosen: SoundOutput | undefined): void {
  outputStore.setState({ chosen, note: undefined })
  if (chosen) storage?.setItem(KEY, JSON.stringify(chosen))
  else storage?.removeItem(KEY)
}

/** The devices beside the system's own; empty until the browser may name them. */
export async function listOutputs(): Promise<SoundOutput[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter(({ kind, deviceId, label }) => kind === 'audiooutput' && label !== '' && !ALIASES.has(deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }))
}

/** Chromium's other names for the system's own. */
const ALIASES = new Set(['', 'default', 'communications'])

/** Asks for the microphone and lets it go at once: browsers name devices only to pages that may use one. */
export async function askForOutputs(): Promise<SoundOutput[]> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  for (const track of stream.getTracks()) track.stop()
  return listOutputs()
}

/** Keeps a context on the chosen device, now and when it is plugged in or out; returns the way to stop. */
export function followOutput(context: AudioContext): () => void {
  const sink: Sinkable = context as Sinkable
  const apply = async (): Promise<void> => {
    const { chosen } = outputStore.getState()
    try {
      await sink.setSinkId?.(chosen?.id ?? '')
      outputStore.setState({ note: undefined })
    } catch {
      await sink.setSinkId?.('').catch(() => undefined)
      if (chosen) outputStore.setState({ note: `${chosen.name} is not there: heard on the system’s device` })
    }
  }
  if (!canChooseOutput()) return () => undefined
  if (outputStore.getState().chosen) void apply()
  const onDevices = (): void => void (outputStore.getState().chosen && apply())
  navigator.mediaDevices.addEventListener('devicechange', onDevices)
  const stop = outputStore.subscribe((now, before) => void (now.chosen !== before.chosen && apply()))
  return () => {
    stop()
    navigator.mediaDevices.removeEventListener('devicechange', onDevices)
  }
}
