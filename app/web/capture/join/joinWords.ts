/** What can stand in the way of joining, in words, with what to do. */
import { ServerProblem } from '../../api/problem.ts'

export interface Words {
  readonly title: string
  readonly text: string
}

export type Device = 'camera' | 'microphone' | 'screen'

/** A device the browser would not open (Media Capture §10.1.1, names of DOMExceptions). */
export function describeDevice(error: unknown, device: Device): Words {
  const name = error instanceof Error ? error.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return device === 'screen'
        ? {
            title: 'The screen is not shared',
            text: 'The browser was not allowed to. Press the button again and choose a window or screen.',
          }
        : {
            title: `The browser may not use your ${device}`,
            text: 'Press the sign beside the address, allow camera and microphone for this page, then try again. On a phone, look also into the permissions of the browser in the system’s settings.',
          }
    case 'NotFoundError':
    case 'OverconstrainedError':
      return {
        title: `No ${device} was found`,
        text: `Connect one and try again. You can take part without ${device === 'camera' ? 'a camera' : 'one'} too.`,
      }
    case 'NotReadableError':
    case 'AbortError':
      return {
        title: `The ${device} is in use or does not start`,
        text: 'Close other programs that use it (another call, another tab), or unplug it and plug it in again, then try again.',
      }
    case 'InsecureDeviceError':
      return {
        title: 'The browser gives no camera to this address',
        text: 'It does so for https:// addresses alone. Ask who sent you the link for one that begins with https://.',
      }
    default:
      return {
        title: `The ${device} does not start`,
        text: `The browser says: ${error instanceof Error ? error.message : String(error)}. Try again, or another ${device}.`,
      }
  }
}

/** A link or a consent the backend refused, or nobody answers. */
export function describeRefusal(error: unknown): Words & { readonly mayRetry: boolean } {
  if (!(error instanceof ServerProblem)) return { ...describeNoRoom(error), mayRetry: true }
  // The server's hints are for those who run it.
  const said = `The server says: ${error.message}.`
  switch (error.code) {
    case 'server_gone':
      return {
        title: 'The server does not answer',
        text: 'Look whether you are online. If you are, tell who sent you the link; it works again as soon as the server does.',
        mayRetry: true,
      }
    case 'room_full':
      return {
        title: 'The room is full',
        text: 'Wait until someone leaves and try again, or ask who sent you the link.',
        mayRetry: true,
      }
    case 'consent_outdated':
      return {
        title: 'The consent text has changed',
        text: 'Please read it again, and tick the box again.',
        mayRetry: false,
      }
    case 'too_many':
      return { title: 'Too many tries', text: 'Wait a minute, then try again.', mayRetry: true }
    case 'livekit_down':
      return {
        title: 'The room is not running',
        text: 'Tell who sent you the link that the LiveKit server does not answer, then try again.',
        mayRetry: true,
      }
  }
  if (error.code === 'link_expired' || error.status === 410)
    return {
      title: 'This link is no longer valid',
      text: 'Ask who sent it to you for a new one.',
      mayRetry: false,
    }
  if (error.status === 404)
    return {
      title: 'This link leads to no room',
      text: 'It may be cut off, or have been taken back: open the whole link as it was sent to you, or ask for a new one.',
      mayRetry: false,
    }
  return { title: 'You cannot join now', text: `${said} Tell that to who sent you the link.`, mayRetry: true }
}

/** LiveKit itself was not reached, or would not have us. */
export function describeNoRoom(error: unknown): Words {
  const text = error instanceof Error ? error.message : String(error)
  if (/full|max participants/i.test(text))
    return { title: 'The room is full', text: 'Wait until someone leaves, or ask who sent you the link.' }
  if (/permission|unauthorized|invalid token|401|403/i.test(text))
    return {
      title: 'The room did not let you in',
      text: `It says: ${text}. Open your link again; if that does not help, ask who sent it.`,
    }
  return {
    title: 'The room cannot be reached',
    text: 'Look whether you are online. Some networks of offices and hospitals block video calls: try another network, or a phone’s hotspot.',
  }
}

/** Why LiveKit ended the line (`DisconnectReason` of its protocol); undefined: it broke, and is taken up again. */
export function describeEnd(reason: number | undefined): Words | undefined {
  switch (reason) {
    case 2:
      return {
        title: 'You joined from somewhere else',
        text: 'Your link was opened in another tab or on another device, and this one was closed. Each person has one place in the room.',
      }
    case 4:
      return {
        title: 'You were taken out of the room',
        text: 'Someone who runs the session did that. Ask them if you think it was a mistake.',
      }
    case 5:
    case 10:
      return { title: 'The session is over', text: 'The room was closed. You can close this page.' }
    default:
      return undefined
  }
}

/** How long to wait before the n-th try to join again, s. */
export const waitSeconds = (tries: number): number => [1, 2, 5, 10, 20][Math.min(tries, 4)]!

export const TROUBLE_WORDS = {
  microphone_silent: {
    title: 'Your microphone hears nothing',
    text: 'Is it muted at the device or in the system? Say something; to choose another microphone, leave and join again.',
  },
  camera_black: { title: 'Your camera is black', text: 'Is its cover closed, or the room dark?' },
  camera_frozen: {
    title: 'Your camera stands still',
    text: 'Turn it off and on again; to choose another, leave and join again.',
  },
} as const satisfies Record<string, Words>
