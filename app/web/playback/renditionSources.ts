/** What the lanes of one player ask of renditions: which one suits a tile, its packets, and what is wished for. */
import type { RenditionIndex, RenditionLevel } from '../../../core/protocol/rendition.ts'
import type { FrameTable } from './frameTable.ts'
import type { Played } from './frameTrack.ts'
import { IndexedPackets } from './indexedPackets.ts'
import type { PlacedRecording } from './laneFrames.ts'
import { MediaRequests } from './mediaRequests.ts'
import { framesOfOriginal, framesOfRendition, runOfRendition } from './packetFrames.ts'
import type { PacketPieces } from './packetPieces.ts'
import type { PacketSource } from './packetSource.ts'
import { chooseRendition, wishLevel, type ChoiceInput, type Size } from './renditionChoice.ts'
import type { ReadyRendition, Renditions, RenditionWish } from './renditions.types.ts'

/** So few tiles play their originals with ease: nothing is made for them. */
const FEW_TILES = 4
/** How long the first view waits for the server to say whether there is a rendition, ms. */
const KNOWN_WITHIN_MS = 600
const UNKNOWN_SIZE: Size = { width: 1280, height: 720 }

export interface Situation extends Omit<ChoiceInput, 'original' | 'ready'> {
  readonly recording: PlacedRecording
}

/** One visible lane, as it would be wished for. */
export interface WishedLane {
  /** What plays now or next; undefined in a long gap. */
  readonly recording: PlacedRecording | undefined
  readonly box: Size
  readonly isLarge: boolean
  /** The overload ladder asks for less than covers the tile. */
  readonly isSmaller: boolean
  readonly isUndecodable: boolean
}

export class RenditionSources {
  /** Rises when a choice may be another one. */
  version = 0
  private readonly renditions: Renditions | undefined
  private readonly requests = new MediaRequests()
  private readonly indexes = new WeakMap<ReadyRendition, Promise<RenditionIndex>>()
  private readonly askedAt = new Map<string, number>()
  private readonly stopListening: () => void
  private wished = ''
  /** For originals that are not large: there is a limit to the machine's decoders, and it shows only as silence. */
  acceleration: HardwareAcceleration = 'no-preference'

  constructor(renditions: Renditions | undefined, onChange: () => void) {
    this.renditions = renditions
    const listen = renditions?.subscribe(() => {
      this.version++
      onChange()
    })
    this.stopListening = listen ?? (() => undefined)
  }

  choose({ recording, ...situation }: Situation): Played {
    const ready = this.ready(recording.recordingId)
    if (ready.length === 0) return 'original'
    return chooseRendition({
      ...situation,
      original: sizeOf(recording),
      ready: ready.map(({ level, widthPx, heightPx }) => ({ level, width: widthPx, height: heightPx })),
    })
  }

  hasReady(recordingId: string): boolean {
    return this.ready(recordingId).length > 0
  }

  avoidHardware(): void {
    this.acceleration = 'prefer-software'
  }

  /** Whether the server is still to say what it has of a recording just asked for; never for long. */
  isAwaited(recordingId: string, p: number): boolean {
    const asked = this.askedAt.get(recordingId)
    if (asked === undefined || p - asked > KNOWN_WITHIN_MS) return false
    return this.renditions?.isKnown?.(recordingId) === false
  }

  /** Rejects with an Error in words where the rendition is gone. */
  async open(
    recordingId: string,
    level: RenditionLevel,
    table: Pick<FrameTable, 'ptsUs' | 'pieces'>,
  ): Promise<PacketSource> {
    const rendition = this.ready(recordingId).find((each) => each.level === level)
    if (!rendition) throw new Error('the proxy is gone')
    const index = await this.loadIndex(rendition)
    if (index.ptsUs.length === 0) throw new Error('the proxy has no pictures')
    return new IndexedPackets({
      url: rendition.url,
      runs: runOfRendition(index),
      frames: framesOfRendition(table, index),
      requests: this.requests,
    })
  }

  /** The recording itself, where it is known where its packets lie. */
  openOriginal(url: string, pieces: PacketPieces): PacketSource {
    const frames = framesOfOriginal(pieces.table, pieces)
    return new IndexedPackets({ url, runs: pieces, frames, requests: this.requests })
  }

  /** Reads the index of what will be opened soon. */
  warm(recordingId: string, played: Played): void {
    const rendition = this.ready(recordingId).find(({ level }) => level === played)
    // What fails here fails again, and is said, where it is opened.
    if (rendition) this.loadIndex(rendition).catch(() => undefined)
  }

  giveUp(recordingId: string, level: RenditionLevel): void {
    const rendition = this.ready(recordingId).find((each) => each.level === level)
    if (rendition) this.renditions?.giveUp(rendition)
    this.version++
  }

  /** Tells what the tiles would play, in their order; cheap where that is what was told before. */
  wish(lanes: readonly WishedLane[], p: number): void {
    if (!this.renditions) return
    const wishes = planWishes(lanes)
    const text = wishes.map(({ recordingId, level }) => `${recordingId} ${level}`).join()
    if (text === this.wished) return
    this.wished = text
    for (const { recordingId } of wishes) {
      if (!this.askedAt.has(recordingId)) this.askedAt.set(recordingId, p)
    }
    this.renditions.want(wishes)
  }

  dispose(): void {
    this.stopListening()
  }

  private loadIndex(rendition: ReadyRendition): Promise<RenditionIndex> {
    const loading = this.indexes.get(rendition) ?? rendition.loadIndex()
    this.indexes.set(rendition, loading)
    return loading
  }

  private ready(recordingId: string): readonly ReadyRendition[] {
    return this.renditions?.ready(recordingId) ?? []
  }
}

/** Nothing where few tiles play, but for what this browser cannot decode. */
export function planWishes(lanes: readonly WishedLane[]): RenditionWish[] {
  const isMany = lanes.filter(({ recording }) => recording).length > FEW_TILES
  return lanes.flatMap(({ recording, box, isLarge, isSmaller, isUndecodable }) => {
    if (!recording) return []
    const { recordingId } = recording
    const worth = isMany && !isLarge ? wishLevel(box, sizeOf(recording)) : undefined
    const level = worth ?? (isUndecodable ? '180' : undefined)
    if (!level) return []
    const wish = { recordingId, level }
    return isSmaller && level === '180' ? [wish, { recordingId, level: '90' as const }] : [wish]
  })
}

/** Of its upright picture. */
function sizeOf({ width, height, rotation }: Pick<PlacedRecording, 'width' | 'height' | 'rotation'>): Size {
  if (!width || !height) return UNKNOWN_SIZE
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width }
}
