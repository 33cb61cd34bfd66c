/** One's own camera and microphone before joining: opened when asked for, closed when the form goes. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { isAllowed, listDevices, openDevice, type DeviceChoice } from './devices.ts'
import type { Words } from './joinWords.ts'

export interface PreviewDevice {
  readonly choices: readonly DeviceChoice[]
  readonly deviceId: string
  readonly track: MediaStreamTrack | undefined
  readonly problem: Words | undefined
  readonly isOn: boolean
}

const CLOSED: PreviewDevice = { choices: [], deviceId: '', track: undefined, problem: undefined, isOn: true }
type Kind = 'camera' | 'microphone'

export interface Preview {
  readonly phase: 'asking' | 'opening' | 'open'
  readonly camera: PreviewDevice
  readonly microphone: PreviewDevice
  open(): void
  choose(kind: Kind, deviceId: string): void
  turn(kind: Kind, isOn: boolean): void
}

export function usePreview(): Preview {
  const [phase, setPhase] = useState<Preview['phase']>('asking')
  const [devices, setDevices] = useState<Record<Kind, PreviewDevice>>({ camera: CLOSED, microphone: CLOSED })
  const opened = useRef<Partial<Record<Kind, MediaStreamTrack>>>({})
  /** Counts what was asked for: what a browser opens for an older question is closed again. */
  const asked = useRef<Record<Kind, number>>({ camera: 0, microphone: 0 })
  const isGone = useRef(false)

  const start = useCallback(async (kind: Kind, deviceId: string): Promise<void> => {
    opened.current[kind]?.stop()
    const mine = ++asked.current[kind]
    const isOld = (): boolean => isGone.current || asked.current[kind] !== mine
    const { track, problem } = await openDevice(kind, deviceId)
    if (isOld()) return track?.stop()
    opened.current[kind] = track
    const choices = await listDevices(kind)
    if (isOld()) return
    setDevices((now) => ({
      ...now,
      [kind]: {
        choices,
        deviceId: track?.getSettings().deviceId ?? deviceId,
        track,
        problem,
        isOn: track !== undefined,
      },
    }))
  }, [])

  const open = useCallback(() => {
    setPhase('opening')
    // One after the other: phones show one question at a time.
    void start('camera', '')
      .then(() => (isGone.current ? undefined : start('microphone', '')))
      .then(() => !isGone.current && setPhase('open'))
  }, [start])

  useEffect(() => {
    isGone.current = false
    const tracks = opened.current
    void isAllowed().then((allowed) => allowed && !isGone.current && open())
    return () => {
      isGone.current = true
      for (const track of Object.values(tracks)) track?.stop()
    }
  }, [open])

  const turn = (kind: Kind, isOn: boolean): void => {
    if (isOn) return void start(kind, devices[kind].deviceId)
    asked.current[kind] += 1
    opened.current[kind]?.stop()
    delete opened.current[kind]
    setDevices((now) => ({
      ...now,
      [kind]: { ...now[kind], track: undefined, problem: undefined, isOn: false },
    }))
  }
  return { phase, ...devices, open, turn, choose: (kind, deviceId) => void start(kind, deviceId) }
}
