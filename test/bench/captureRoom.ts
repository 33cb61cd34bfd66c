/** A room on a real server with its recorder and its publishers, each in a process of its own. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { RoomServiceClient } from 'livekit-server-sdk'
import { startLivekit } from '../support/livekit.ts'
import { startChild, type CaptureChild } from './captureChild.ts'
import type { JoinedTrack, PersonOptions, PublisherChildOptions } from './capturePublishers.ts'
import type { RecorderChildOptions, RecorderProgress } from './captureRecorder.ts'

export interface CaptureRoom {
  /** Everything recorded. */
  readonly bucket: string
  startRecorder(
    mode: RecorderChildOptions['mode'],
    options?: Pick<RecorderChildOptions, 'inboundLossPercent'>,
  ): Promise<CaptureChild>
  startPublishers(people: readonly PersonOptions[]): Promise<CaptureChild>
  close(): Promise<void>
}

export async function openCaptureRoom(): Promise<CaptureRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-capture-'))
  const livekit = await startLivekit()
  const { url, apiKey, apiSecret } = livekit
  const roomName = 'bench'
  const service = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret)
  const { sid: roomId } = await service.createRoom({ name: roomName, emptyTimeout: 3600 })
  const about = { url, apiKey, apiSecret, roomName }
  return {
    bucket: join(folder, 'bucket'),
    startRecorder: (mode, options) => {
      const all: RecorderChildOptions = { ...about, ...options, mode, roomId, folder }
      return startChild('captureRecorder.ts', all)
    },
    startPublishers: (people) => {
      const all: PublisherChildOptions = { ...about, people }
      return startChild('capturePublishers.ts', all)
    },
    close: async () => {
      await livekit.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface Wait {
  /** From its publishing to its first frame that is recorded, s. */
  readonly all: number
  /** Of that, from its first packet on. */
  readonly ours: number
}

/** Waits until every track is being recorded; returns how long each took, in order. */
export async function waitUntilRecorded(
  recorder: CaptureChild,
  joined: readonly JoinedTrack[],
): Promise<Wait[]> {
  const deadline = performance.now() + 120_000
  for (;;) {
    const { activeAtMs, firstPacketAtMs } = await recorder.ask<RecorderProgress>('progress')
    const waits = joined.map(({ trackId, atMs }): Wait => {
      const active = activeAtMs[trackId] ?? Number.NaN
      return { all: (active - atMs) / 1000, ours: (active - (firstPacketAtMs[trackId] ?? 0)) / 1000 }
    })
    if (!waits.some(({ all }) => Number.isNaN(all))) return waits
    if (performance.now() > deadline)
      throw new Error(`${joined.length} tracks, recorded: ${waits.map(({ all }) => all).join(' ')}`)
    await setTimeout(100)
  }
}

/** What a recorder wrote of one track. */
export interface RecordedTrack {
  readonly trackId: string
  readonly mediaPath: string | undefined
  /** Of the last frame, s. */
  readonly lastPtsSeconds: number
  readonly status: string
  readonly lockstep: {
    readonly pts0?: { readonly wallNs: string; readonly sigmaNs: number; readonly method: string }
    readonly drift?: { readonly ppm: number; readonly sigmaPpm: number }
    readonly packets: Readonly<Record<'received' | 'lost' | 'repaired', number>>
    readonly frames: Readonly<Record<'written' | 'recovered' | 'incomplete' | 'undecodable', number>>
  }
}

interface Sidecar {
  readonly status: string
  readonly track?: { readonly trackId: string }
  readonly fileResults?: readonly { readonly filename: string; readonly duration?: string }[]
  readonly lockstep: RecordedTrack['lockstep']
}

/** Reads every sidecar of a bucket. */
export async function readRecordings(bucket: string): Promise<RecordedTrack[]> {
  const entries = await readdir(bucket, { recursive: true })
  const paths = entries.filter((path) => path.endsWith('.egressinfo.json'))
  return Promise.all(
    paths.map(async (path) => {
      const sidecar = JSON.parse(await readFile(join(bucket, path), 'utf8')) as Sidecar
      const file = sidecar.fileResults?.[0]
      return {
        trackId: sidecar.track?.trackId ?? '',
        mediaPath: file && join(bucket, file.filename),
        lastPtsSeconds: Number(file?.duration ?? 0) / 1e9,
        status: sidecar.status,
        lockstep: sidecar.lockstep,
      }
    }),
  )
}
