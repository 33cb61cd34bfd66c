/**
 * One's own camera, microphone and screen in one joining of a room: what was wished last is brought about, one change
 * after the other, so that pressing twice never leaves on what is shown as off.
 */
import type { LocalParticipant } from 'livekit-client'
import { CAPTURE, PUBLISH } from '../live/livekitSetup.ts'
import type { Device } from './joinWords.ts'

export type Wishes = Record<Device, boolean>

/** What is asked of LiveKit's own participant. */
export type Publishing = Pick<
  LocalParticipant,
  | 'isCameraEnabled'
  | 'isMicrophoneEnabled'
  | 'isScreenShareEnabled'
  | 'setCameraEnabled'
  | 'setMicrophoneEnabled'
  | 'setScreenShareEnabled'
>

export interface OwnDevices {
  /** Camera, then microphone: phones show one question at a time. */
  begin(): Promise<void>
  /** Resolves when the device is as wished, or has been refused; at once where that is under way already. */
  settle(device: Device): Promise<void>
  /** What is on; as wished while that is under way. Whoever runs the session may have muted one. */
  read(): Readonly<Wishes>
}

interface OwnDevicesOptions {
  readonly self: Publishing
  /** Changed by whoever presses; outlives this joining. */
  readonly wishes: Readonly<Wishes>
  /** By the browser's ids; empty: the system's own choice. */
  readonly deviceIds: { readonly camera: string; readonly microphone: string }
  readonly onProblem: (device: Device, error: unknown) => void
}

export function createOwnDevices({ self, wishes, deviceIds, onProblem }: OwnDevicesOptions): OwnDevices {
  const busy = new Set<Device>(['camera', 'microphone'])
  const enable = {
    camera: (isOn: boolean) =>
      self.setCameraEnabled(isOn, { ...CAPTURE.camera, ...pick(deviceIds.camera) }, PUBLISH.camera),
    microphone: (isOn: boolean) =>
      self.setMicrophoneEnabled(isOn, pick(deviceIds.microphone), PUBLISH.microphone),
    screen: (isOn: boolean) => self.setScreenShareEnabled(isOn, CAPTURE.screen, PUBLISH.screen),
  }
  const bring = async (device: Device): Promise<void> => {
    busy.add(device)
    try {
      for (let isOn = !wishes[device]; isOn !== wishes[device];) {
        isOn = wishes[device]
        await enable[device](isOn)
      }
    } catch (error) {
      onProblem(device, error)
    } finally {
      busy.delete(device)
    }
  }
  return {
    begin: async () => {
      await bring('camera')
      await bring('microphone')
    },
    settle: async (device) => {
      if (!busy.has(device)) await bring(device)
    },
    read: () => ({
      camera: busy.has('camera') ? wishes.camera : self.isCameraEnabled,
      microphone: busy.has('microphone') ? wishes.microphone : self.isMicrophoneEnabled,
      screen: busy.has('screen') ? wishes.screen : self.isScreenShareEnabled,
    }),
  }
}

const pick = (deviceId: string): { deviceId?: string } => (deviceId === '' ? {} : { deviceId })
