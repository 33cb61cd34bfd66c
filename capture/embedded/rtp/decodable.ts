/**
 * Which whole frames can be decoded after others were lost: what a frame needs must be there. A lost frame that none
 * needs does no harm; frames of a higher temporal layer may be left out until one needs the base layer alone (RFC 7741
 * §4.2, TL0PICIDX and Y); VP9's flexible mode names what it needs. Where nothing is said, only a key frame helps.
 */
import type { VideoFrame } from './assemble.ts'
import type { FrameLinks } from './framePart.ts'

export interface Decodability {
  /** Whether the frame can be decoded with those that were accepted before it. */
  accept(frame: Pick<VideoFrame, 'isKey' | 'links'>): boolean
  /** Packets are missing: frames may be. */
  lose(): void
  /** A frame is known to be missing, and what it was. */
  loseFrame(links: FrameLinks): void
  /** Nothing but a key frame can be decoded. */
  readonly needsKey: boolean
}

const KEPT_PICTURES = 128

export function createDecodability(): Decodability {
  /** The lowest temporal layer that has lost something: 0 is all of it. */
  let brokenFrom = 0
  let isUncertain = false
  let discarded = 0
  let before: FrameLinks = {}
  let lastTl0: number | undefined
  const kept: number[] = []

  const judgeLoss = (links: FrameLinks): void => {
    isUncertain = false
    const harmless = discarded
    discarded = 0
    if (links.references) return
    if (links.pictureId !== undefined && before.pictureId !== undefined && links.pictureIdTurn) {
      const turn = links.pictureIdTurn
      const missing = (links.pictureId - before.pictureId - 1 + 2 * turn) % turn
      if (missing === harmless) return
    }
    if (links.tl0PicIdx === undefined || links.temporalId === undefined || lastTl0 === undefined) {
      brokenFrom = 0
      return
    }
    const ahead = (links.tl0PicIdx - lastTl0 + 256) % 256
    const isBaseWhole = ahead === (links.temporalId === 0 ? 1 : 0)
    brokenFrom = isBaseWhole ? Math.min(brokenFrom, 1) : 0
  }
  const keep = (links: FrameLinks): void => {
    if (links.temporalId === undefined || links.temporalId === 0) lastTl0 = links.tl0PicIdx
    if (links.pictureId === undefined) return
    kept.push(links.pictureId)
    if (kept.length > KEPT_PICTURES) kept.shift()
  }
  const hasReferences = ({ references, pictureId, pictureIdTurn }: FrameLinks): boolean =>
    references!.every((back) =>
      kept.includes(((pictureId ?? 0) - back + (pictureIdTurn ?? 0)) % (pictureIdTurn ?? 1)),
    )
  const isDecodable = (links: FrameLinks): boolean => {
    const layer = links.temporalId ?? 0
    if (links.references) {
      const whole = hasReferences(links)
      if (layer === 0) brokenFrom = whole ? Infinity : 0
      return whole
    }
    if (layer < brokenFrom) return true
    if (brokenFrom === 0 || layer === 0 || !links.isSync) return false
    brokenFrom = layer + 1
    return true
  }
  return {
    accept({ isKey, links }) {
      if (isKey) {
        brokenFrom = Infinity
        isUncertain = false
        discarded = 0
        kept.length = 0
      } else if (isUncertain) judgeLoss(links)
      before = links
      const accepted = isKey || isDecodable(links)
      if (accepted) keep(links)
      return accepted
    },
    lose() {
      isUncertain = true
    },
    loseFrame(links) {
      isUncertain = true
      if (links.isDiscardable) discarded++
    },
    get needsKey() {
      return brokenFrom === 0
    },
  }
}
