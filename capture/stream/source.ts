/** Where pictures and sound come from, as a person names it: a device, an RTSP camera, a file or a web address. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../../core/model/index.ts'

export interface Source {
  /** What FFmpeg opens; may hold credentials: never shown. */
  readonly input: string
  /** What is shown of it: without credentials. */
  readonly shown: string
  /** FFmpeg's name of the demuxer, where the input alone does not say. */
  readonly format: string | undefined
  /** Comes at its own pace and cannot be read again. */
  readonly isLive: boolean
  readonly options: Readonly<Record<string, string>>
}

const OPEN_TIMEOUT_US = 10_000_000
const LINUX_SOUND = /^(hw|plughw|default|sysdefault|dsnoop|pulse)(:|$)/

/**
 * Reads `--camera` and `--mic`: `/dev/video0`, `alsa:hw:1,0` or `hw:1,0`, `rtsp://…`, `http(s)://…`, or a file. Throws
 * UserError `source_missing` or `source_unsupported`.
 */
export function parseSource(
  text: string,
  options: {
    cwd: string
    platform?: NodeJS.Platform
    fps?: number | undefined
    size?: PictureSize | undefined
  },
): Source {
  const { platform = process.platform, fps, size } = options
  if (/^rtsps?:\/\//i.test(text)) {
    // Over TCP: a lost packet would be a broken picture until the next key frame.
    const rtsp = { rtsp_transport: 'tcp', timeout: String(OPEN_TIMEOUT_US) }
    return { input: text, shown: hideCredentials(text), format: undefined, isLive: true, options: rtsp }
  }
  if (/^https?:\/\//i.test(text)) {
    const web = { rw_timeout: String(OPEN_TIMEOUT_US) }
    return { input: text, shown: hideCredentials(text), format: undefined, isLive: false, options: web }
  }
  const device = readDevice(text)
  if (device) {
    if (platform !== 'linux') {
      throw new UserError(
        'source_unsupported',
        `${text}: cameras and microphones are opened on Linux alone`,
        {
          hint: 'Join with a browser, or give an rtsp:// address or a file.',
        },
      )
    }
    const wish = {
      ...(fps === undefined ? {} : { framerate: String(fps) }),
      ...(size === undefined ? {} : { video_size: `${size.width}x${size.height}` }),
    }
    const isCamera = device.format === 'v4l2'
    if (isCamera && !existsSync(device.input)) throw missing(text, 'camera')
    return { ...device, shown: text, isLive: true, options: isCamera ? wish : {} }
  }
  const path = resolve(options.cwd, text)
  if (!existsSync(path)) throw missing(text, 'file')
  return { input: path, shown: text, format: undefined, isLive: false, options: {} }
}

export interface PictureSize {
  readonly width: number
  readonly height: number
}

function readDevice(text: string): { input: string; format: string } | undefined {
  if (/^\/dev\/video\d+$/.test(text) || text.startsWith('/dev/v4l/')) return { input: text, format: 'v4l2' }
  if (text.startsWith('alsa:')) return { input: text.slice('alsa:'.length), format: 'alsa' }
  return LINUX_SOUND.test(text) ? { input: text, format: 'alsa' } : undefined
}

const missing = (text: string, what: 'camera' | 'file'): UserError =>
  new UserError('source_missing', `${text}: there is no such ${what}`, {
    hint:
      what === 'camera'
        ? 'Look what is there: ls /dev/video*. A camera that was just plugged in may have another number.'
        : 'Give a file, /dev/video0, hw:0 or an rtsp:// address.',
  })

/** An address without its user and password, and without its query, where keys are kept too. */
export function hideCredentials(url: string): string {
  const head = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^?#]*)/i.exec(url)
  return head ? `${head[1]}${head[2]}` : 'an address'
}
