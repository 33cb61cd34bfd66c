/** `lockstep stream`: a camera, a microphone or a file in a room, without a browser. */
import { Command, InvalidArgumentError } from 'commander'
import { hostname } from 'node:os'
import { createWallClock } from '../../capture/room/wallClock.ts'
import { disposePublishing, publish } from '../../capture/stream/publisher.ts'
import { accessByKey, accessByLink, type GetAccess } from '../../capture/stream/roomAccess.ts'
import { runStream, type StreamEvent, type StreamState } from '../../capture/stream/runStream.ts'
import { parseSource, type PictureSize } from '../../capture/stream/source.ts'
import { startSource } from '../../capture/stream/sourceProcess.ts'
import { UserError } from '../../core/model/index.ts'
import type { Effects } from '../effects.ts'
import { examples, openReporter, type Reporter } from '../terminal.ts'

interface StreamOptions {
  room?: string
  join?: string
  camera?: string
  mic?: string
  identity?: string
  name?: string
  consent?: boolean
  loop?: boolean
  fps?: number
  size?: PictureSize
  json?: boolean
}

export function command(effects: Effects): Command {
  return new Command('stream')
    .option('--room <name>', 'the room, by LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET')
    .option('--join <link>', 'a join link of lockstep capture, in place of --room')
    .option('--camera <source>', '/dev/video0, rtsp://…, http(s)://… or a file')
    .option('--mic <source>', 'hw:0 (ALSA), rtsp://…, http(s)://… or a file')
    .option('--identity <id>', 'who it is in the room (default: streamer- and the name of this machine)')
    .option('--name <text>', 'the name that is shown')
    .option('--consent', 'those who are filmed and heard agree to the text of the join link')
    .option('--loop', 'play files again from their start')
    .option('--fps <number>', 'at most so many pictures a second', parseFps)
    .option('--size <WxH>', 'pictures no larger than this', parseSize)
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      examples([
        'lockstep stream --room lesson --camera /dev/video0 --mic hw:0',
        'lockstep stream --room lesson --camera rtsp://camera.local/stream1 --size 1280x720 --fps 15',
        'lockstep stream --room lesson --camera talk.mp4 --mic talk.mp4 --loop',
        'lockstep stream --join https://lab.example/join/K3J9 --consent --camera /dev/video0',
      ]),
    )
    .action(async (options: StreamOptions, self: Command) => {
      if ((options.room === undefined) === (options.join === undefined)) {
        self.error('error: say either --room or --join')
      }
      if (options.camera === undefined && options.mic === undefined) {
        self.error('error: say what to stream: --camera, --mic or both')
      }
      const reporter = openReporter(effects, options.json ? { json: true } : {})
      const state = await stream(options, effects, reporter)
      reporter.end()
      reporter.line(`ended: ${formatTotals(state)}`)
      reporter.event({ event: 'ended', ...state })
    })
}

async function stream(options: StreamOptions, effects: Effects, reporter: Reporter): Promise<StreamState> {
  const { fps, size } = options
  const clock = createWallClock()
  const parse = (text: string | undefined) =>
    text === undefined ? undefined : parseSource(text, { cwd: effects.cwd, fps, size })
  try {
    return await runStream({
      camera: parse(options.camera),
      mic: parse(options.mic),
      loops: options.loop ?? false,
      fps,
      size,
      getAccess: chooseAccess(options, effects),
      signal: effects.signal,
      onEvent: (event) => report(event, reporter),
      effects: {
        publish,
        startSource,
        fetch: globalThis.fetch,
        nowMs: () => Number(process.hrtime.bigint()) / 1e6,
        wallMs: () => Number(clock.nowNs()) / 1e6,
        after: (ms, run) => {
          const timer = setTimeout(run, ms)
          return () => clearTimeout(timer)
        },
      },
    })
  } finally {
    reporter.end()
    await disposePublishing()
  }
}

function chooseAccess(options: StreamOptions, effects: Effects): GetAccess {
  const { join, name, room = '' } = options
  if (join !== undefined) {
    return accessByLink({ link: join, name, consents: options.consent ?? false, fetch: globalThis.fetch })
  }
  const [url, apiKey, apiSecret] = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'].map(
    (variable) => {
      const value = effects.env[variable]
      if (value) return value
      throw new UserError('livekit_unset', `${variable} is not set`, {
        hint: 'Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to those of the LiveKit server, or use --join with a link.',
      })
    },
  )
  const identity = options.identity ?? `streamer-${hostname()}`
  return accessByKey({ url: url!, apiKey: apiKey!, apiSecret: apiSecret!, room, identity, name })
}

function report(event: StreamEvent, reporter: Reporter): void {
  reporter.event({ ...event })
  if (event.event === 'joined') {
    reporter.line(`in ${event.room} as ${event.identity}: ${event.trackIds.join(', ')}. Ctrl-C ends it.`)
  } else if (event.event === 'trouble') {
    const hint = event.hint === undefined ? '' : ` ${event.hint}`
    reporter.line(`${event.message}; tried again in ${event.retrySeconds.toFixed(1)} s.${hint}`)
  } else reporter.status(formatState(event))
}

const formatState = (state: StreamState): string =>
  `${state.isJoined ? 'live' : 'not joined'}  ${state.fps.toFixed(1)} fps  ${Math.round(state.kilobitsPerSecond)} kbit/s  ${formatTotals(state)}`

const formatTotals = ({ pictures, droppedPictures, silenceSeconds }: StreamState): string =>
  `${pictures.toLocaleString('en')} pictures, ${droppedPictures.toLocaleString('en')} dropped, ${silenceSeconds.toFixed(1)} s of sound lacking`

function parseFps(text: string): number {
  const fps = Number(text)
  if (!(fps > 0 && fps <= 120)) throw new InvalidArgumentError('A number above 0, at most 120.')
  return fps
}

function parseSize(text: string): PictureSize {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text)
  if (!match) throw new InvalidArgumentError('Write it as 1280x720.')
  return { width: Number(match[1]), height: Number(match[2]) }
}
