/** Cameras and microphones of this device: opened one by one, so that one that fails does not take the other along. */
import { describeDevice, type Words } from './joinWords.ts'

export interface DeviceChoice {
  readonly deviceId: string
  readonly label: string
}

export interface OpenedDevice {
  readonly track: MediaStreamTrack | undefined
  readonly problem: Words | undefined
}

const OPENING = {
  camera: (deviceId: string): MediaStreamConstraints => ({
    video: { ...choose(deviceId), width: { ideal: 1280 }, height: { ideal: 720 } },
  }),
  microphone: (deviceId: string): MediaStreamConstraints => ({ audio: choose(deviceId) }),
}

const choose = (deviceId: string): MediaTrackConstraints =>
  deviceId === '' ? {} : { deviceId: { exact: deviceId } }

/** `deviceId` empty: the system's own choice. Never throws. */
export async function openDevice(kind: 'camera' | 'microphone', deviceId: string): Promise<OpenedDevice> {
  try {
    const stream = await mediaDevices().getUserMedia(OPENING[kind](deviceId))
    return { track: stream.getTracks()[0], problem: undefined }
  } catch (error) {
    return { track: undefined, problem: describeDevice(error, kind) }
  }
}

/** Devices have names only once one of them may be used. */
export async function listDevices(kind: 'camera' | 'microphone'): Promise<DeviceChoice[]> {
  const wanted = kind === 'camera' ? 'videoinput' : 'audioinput'
  const all = await navigator.mediaDevices?.enumerateDevices().catch(() => [])
  return (all ?? [])
    .filter((device) => device.kind === wanted && device.deviceId !== '')
    .map(({ deviceId, label }, at) => ({ deviceId, label: label === '' ? `${kind} ${at + 1}` : label }))
}

/** Whether both may be used without asking the person again. */
export async function isAllowed(): Promise<boolean> {
  try {
    const asked = ['camera', 'microphone'] as PermissionName[]
    const states = await Promise.all(asked.map((name) => navigator.permissions.query({ name })))
    return states.every(({ state }) => state === 'granted')
  } catch {
    return false
  }
}

function mediaDevices(): MediaDevices {
  // Absent on addresses the browser does not trust (Media Capture §10: secure contexts alone).
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices !== undefined) return devices
  const error = new Error('no media devices on an insecure address')
  error.name = 'InsecureDeviceError'
  throw error
}
