/** One process that decodes a source: started, listened to, killed. */
import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AudioMessage, SourceMessage, SourceRequest, Taken, VideoMessage } from './messages.ts'
import type { SourceFailure } from './sourceErrors.ts'

/** The process as it lies beside this file: source or built. */
const CHILD = fileURLToPath(
  new URL(`./sourceChild${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
)

export interface SourceListener {
  onOpened(opened: Extract<SourceMessage, { kind: 'opened' }>): void
  onVideo(message: VideoMessage): void
  onAudio(message: AudioMessage): void
  onDropped(dropped: { readonly video: number; readonly audio: number }): void
  /** Nothing follows. `undefined`: a file has come to its end. */
  onEnd(failure: SourceFailure | undefined, detail: string): void
}

export interface RunningSource {
  /** So much has been worked off, and may be sent anew. */
  taken(kind: 'video' | 'audio', count: number): void
  stop(): Promise<void>
}

export type StartSource = (request: SourceRequest, listener: SourceListener) => RunningSource

/** Starts decoding; what an address holds of credentials goes through a pipe, never into a list of processes. */
export const startSource: StartSource = (request, listener) => {
  const execArgv = process.execArgv.filter((argument) => argument.startsWith('--experimental-'))
  const child = fork(CHILD, [], {
    serialization: 'advanced',
    execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  let hasEnded = false
  const end = (failure: SourceFailure | undefined, detail: string): void => {
    if (hasEnded) return
    hasEnded = true
    // It would stay as long as its channel to us: one more each time a camera comes back.
    child.kill('SIGKILL')
    listener.onEnd(failure, detail)
  }
  child.on('message', (message: SourceMessage) => {
    if (hasEnded) return
    if (message.kind === 'video') listener.onVideo(message)
    else if (message.kind === 'audio') listener.onAudio(message)
    else if (message.kind === 'opened') listener.onOpened(message)
    else if (message.kind === 'dropped') listener.onDropped(message)
    else if (message.kind === 'ended') end(undefined, '')
    else end(message.failure, message.detail)
  })
  child.once('error', (error) => end('unreadable', error.message))
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      end('ended_early', `the decoding process ended with ${signal ?? code}`)
      resolve()
    })
  })
  child.send(request)
  return {
    taken(kind, count) {
      const taken: Taken = { kind: 'taken', video: 0, audio: 0, [kind]: count }
      // A process that has just ended needs no answer.
      if (child.connected) child.send(taken, () => undefined)
    },
    async stop() {
      hasEnded = true
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone
    },
  }
}
