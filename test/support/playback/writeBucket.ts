/**
 * A bucket of media files that are there already, as LiveKit's egress would have left them: a key, a manifest of
 * generation B and an EgressInfo each. Files are linked, not copied: a hundred recordings need the room of a few.
 */
import { copyFileSync, linkSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { createBucketWriter } from '../../../fixtures/bucket.ts'
import type { SessionDescription, TrackDescription } from '../../../fixtures/describe.ts'
import { egressInfoKey, formatEgressInfo, formatManifestB, manifestKeyB } from '../../../fixtures/manifest.ts'
import { planRecording } from '../../../fixtures/recording.ts'

export interface PlacedFile {
  readonly identity: string
  readonly source: TrackDescription['source']
  readonly path: string
  /** True time of media time 0 and of the end, s since the session's epoch. */
  readonly startS: number
  readonly endS: number
}

const EPOCH = new Date('2025-06-11T15:30:39.000Z')

/** Writes one session into the folder `root`, which is to be empty. */
export function writeBucket(root: string, roomName: string, files: readonly PlacedFile[]): void {
  const bucket = createBucketWriter(root)
  const tracks = files.map(describeTrack)
  const session: SessionDescription = {
    project: 'judge-1',
    roomName,
    epochWall: EPOCH,
    durationS: Math.max(...files.map(({ endS }) => endS)) + 3,
    devices: {},
    tracks,
    presences: [],
    events: [],
    textEgresses: [],
  }
  for (const [at, { path }] of files.entries()) {
    const plan = planRecording(session, tracks[at]!)
    putFile(path, bucket.pathOf(plan.objectKey))
    bucket.put(manifestKeyB(plan), formatManifestB(plan, roomName), plan.uploadedAt)
    const info = formatEgressInfo(plan, roomName, statSync(path).size)
    bucket.put(egressInfoKey(plan), info, plan.uploadedAt)
  }
}

function describeTrack({ identity, source, path, startS, endS }: PlacedFile): TrackDescription {
  const isVideo = source === 'camera' || source === 'screen_share'
  const codec = extname(path) === '.mp4' ? 'h264' : 'vp8'
  // Of the video, names and times follow from the codec alone.
  const video = {
    codec,
    width: 640,
    height: 360,
    fps: 30,
    bitrate: 6e5,
    gopS: 4,
    cellId: 0,
    firstPtsMs: 0,
  } as const
  return {
    identity,
    source,
    startS,
    endS,
    requestDelayS: 0.4,
    mutes: [],
    losses: [],
    manifest: 'B',
    sidecar: true,
    startedLateMs: 5,
    uploadS: 0.4,
    ...(isVideo ? { video } : {}),
  }
}

function putFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Another file system, or one without links.
    copyFileSync(from, to)
  }
}
