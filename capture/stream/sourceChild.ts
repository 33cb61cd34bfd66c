/**
 * The process in which one source is decoded: what crashes or hangs FFmpeg takes this process with it and nothing else.
 * A file is read as far ahead as its frames are taken; a device or camera is read as it comes, and what nobody can take
 * is dropped and counted, so that no delay builds up. Ends with its parent.
 */
import { AV_LOG_QUIET, Log } from 'node-av'
import { decodeSource } from './decodeSource.ts'
import type { SourceMessage, SourceRequest, Taken } from './messages.ts'

const VIDEO_AHEAD = 15
/** 1 s of sound. */
const AUDIO_AHEAD = 100

const open = { video: 0, audio: 0 }
let wake: (() => void) | undefined

const isFull = (kind: 'video' | 'audio'): boolean =>
  open[kind] >= (kind === 'video' ? VIDEO_AHEAD : AUDIO_AHEAD)

const send = (message: SourceMessage): void => void process.send?.(message)

function onMessage(message: SourceRequest | Taken): void {
  if (message.kind === 'open') return void run(message)
  open.video -= message.video
  open.audio -= message.audio
  wake?.()
}

async function run(request: SourceRequest): Promise<void> {
  const pass = async (message: SourceMessage): Promise<void> => {
    if (message.kind === 'video' || message.kind === 'audio') {
      if (request.isLive && isFull(message.kind)) {
        const dropped = { video: 0, audio: 0, [message.kind]: 1 }
        return send({ kind: 'dropped', ...dropped })
      }
      while (isFull(message.kind)) await new Promise<void>((resolve) => (wake = resolve))
      open[message.kind]++
    }
    send(message)
  }
  try {
    await decodeSource(request, pass)
  } catch (error) {
    send({
      kind: 'failed',
      failure: 'unreadable',
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

Log.setLevel(AV_LOG_QUIET)
process.on('message', onMessage)
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches every process of a terminal; this one ends when its parent says so.
process.on('SIGINT', () => undefined)
