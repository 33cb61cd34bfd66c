/**
 * What measures evidence out of sounds, pictures and logs of one session: one small module a kind of evidence, run in
 * order by `align.ts`, which stores what they return (`measured_edges`) and then places the session anew.
 */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Sound } from '../../core/clock/match/sound.ts'
import type { MediaWorkers } from '../../core/media/index.ts'
import type { EvidenceKind } from '../../core/model/index.ts'
import type { MeasuredEdge } from '../edges/measured.ts'

/** Where the bytes of a recording are, for the media workers. */
export interface StoredAt {
  readonly storeUri: string
  readonly key: string
}

/** A recording as measuring sees it; times are µs, `…Pts…` the file's own media time. */
export interface AlignRecording {
  readonly recordingId: string
  readonly identity: string
  /** camera, microphone, screen_share, screen_share_audio, composite … */
  readonly source: string
  readonly kind: 'audio' | 'video'
  readonly sourceId: string
  readonly objectKey: string
  /** Among the audio and video streams of its file. */
  readonly streamIndex: number
  readonly etag: string
  readonly storedAt: StoredAt
  /** The seekable copy beside the catalog where its file has no index, else as `storedAt`. */
  readonly seekableAt: StoredAt
  readonly firstPtsUs: number
  readonly endPtsUs: number
  readonly codecDelayUs: number
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
  /** UTC of media time 0 from evidence that nothing here measured, with its σ; undefined: nothing says it. */
  readonly prior: { readonly wallUs: number; readonly sigmaUs: number } | undefined
}

/** What a measurer that reads the catalog alone is given; `MeasureContext` has it all. */
export interface CheapContext {
  readonly catalog: Catalog
  readonly sessionId: string
  /** All of the session, also of people who are withheld; by recording id. */
  readonly recordings: readonly AlignRecording[]
  /**
   * What is stored of this kind in its current version for files that have not changed, by edge id; refused ones too.
   * Whatever stands here need not be measured again.
   */
  readonly known: ReadonlyMap<string, MeasuredEdge>
}

export interface MeasureContext extends CheapContext {
  /** The cached sound of an audio recording (the caller closes it); undefined where it could not be decoded. */
  openSound(recordingId: string): Promise<OpenedSound | undefined>
  readonly workers: MediaWorkers
  readonly signal: AbortSignal | undefined
  readonly onProgress: (done: number, total: number) => void
  /** Stores edges at once, so that a killed run measures them never again; what `measure` returns is stored too. */
  commit(edges: readonly MeasuredEdge[]): Promise<void>
}

export interface OpenedSound extends Sound {
  close(): void
}

interface Named {
  /** One measurer a kind. */
  readonly kind: EvidenceKind
  /** Goes into `methodVersion`; raised where it would measure otherwise. Older rows of the kind are measured again. */
  readonly version: number
}

/** Reads what files of a few rows said, so that every ingest can ask it. */
export interface CheapMeasurer extends Named {
  readonly isCheap: true
  /** As `MediaMeasurer` has it. */
  measure(context: CheapContext): Promise<readonly MeasuredEdge[]>
}

export interface MediaMeasurer extends Named {
  readonly isCheap?: false
  /** Returns what it found or refused now; what is in `known` may be left out. Imperfect data never throws. */
  measure(context: MeasureContext): Promise<readonly MeasuredEdge[]>
}

export type Measurer = CheapMeasurer | MediaMeasurer
