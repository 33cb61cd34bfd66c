/** Renditions of made recordings by the product's own maker, kept beside them. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AV_LOG_QUIET, Log } from 'node-av'
import { makeRendition } from '../../../core/media/makeRendition.ts'
import {
  RENDITION_LEVELS,
  parseRenditionIndex,
  type RenditionLevel,
} from '../../../core/protocol/renditionIndex.ts'
import { readPackets } from './readPackets.ts'

export interface MadeRendition {
  readonly path: string
  readonly index: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** Made where it does not exist, about a CPU second for 20 s of 360p. */
export async function makeTestRendition(source: string, level: RenditionLevel): Promise<MadeRendition> {
  const path = `${source}.${level}.mp4`
  const indexPath = `${source}.${level}.lsr`
  if (!existsSync(path)) {
    Log.setLevel(AV_LOG_QUIET)
    const { ptsUs } = await readPackets(source)
    const extent = { streamIndex: 0, firstPtsUs: ptsUs[0]!, endPtsUs: ptsUs.at(-1)! + 40_000 }
    const out = { out: path, indexOut: indexPath, rotation: 0, leastStepUs: 0, ...RENDITION_LEVELS[level] }
    await makeRendition(source, { ...extent, ...out }, () => undefined)
  }
  const index = await readFile(indexPath)
  const { widthPx, heightPx } = parseRenditionIndex(new Uint8Array(index).buffer)
  return { path, index, widthPx, heightPx }
}
