/** Which frames of a video to look at, and from which key frames they are decoded; the packets are known from the probe. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { FrameSpan } from '../../core/media/index.ts'
import { parsePackets, type PacketTable } from '../../core/protocol/index.ts'
import type { AlignRecording } from '../align/measurer.ts'

export interface WantedSpan {
  readonly startUs: number
  readonly endUs: number
}

/** Undefined where the cache lost it: the next ingest makes it again. */
export async function readPacketTable(
  catalog: Catalog,
  { sourceId, objectKey, streamIndex, etag }: AlignRecording,
): Promise<PacketTable | undefined> {
  const [row] = await catalog.all<{ file_name: string }>(
    `SELECT file_name FROM derived
     WHERE source_id = ? AND object_key = ? AND stream_index = ? AND etag = ? AND kind = 'packets'`,
    [sourceId, objectKey, streamIndex, etag],
  )
  const bytes = row && (await readFile(join(catalog.cacheDir, row.file_name)).catch(() => undefined))
  return bytes && parsePackets(new Uint8Array(bytes).buffer)
}

/** Moves spans that lie further than `longestUs` behind their key frame nearer to it, each to another place. */
export function moveToKeys(
  { ptsUs, key }: Pick<PacketTable, 'ptsUs' | 'key'>,
  wanted: readonly WantedSpan[],
  longestUs: number,
): WantedSpan[] {
  const keys = [...ptsUs].filter((_, at) => key[at] === 1)
  return wanted.map((span, at) => {
    const keyUs = keys.findLast((us) => us <= span.startUs)
    if (keyUs === undefined || span.startUs - keyUs <= longestUs) return span
    const startUs = keyUs + (longestUs * (at + 0.5)) / wanted.length
    return { startUs, endUs: startUs + span.endUs - span.startUs }
  })
}

/**
 * Plans ascending spans that do not overlap; `longestUs` is how far before a span its key frame may lie, since
 * everything between them is decoded. A span that costs more is left out.
 */
export function planSpans(
  { ptsUs, key }: Pick<PacketTable, 'ptsUs' | 'key'>,
  wanted: readonly WantedSpan[],
  longestUs: number,
): FrameSpan[] {
  const keys = [...ptsUs].filter((_, at) => key[at] === 1)
  const spans: FrameSpan[] = []
  for (const { startUs, endUs } of wanted.toSorted((a, b) => a.startUs - b.startUs)) {
    const keyPtsUs = keys.findLast((at) => at <= startUs) ?? keys.find((at) => at < endUs)
    if (keyPtsUs === undefined) continue
    const before = spans.at(-1)
    if (before && startUs <= before.endUs) {
      spans[spans.length - 1] = { ...before, endUs: Math.max(before.endUs, endUs) }
      continue
    }
    if (startUs - keyPtsUs <= longestUs) spans.push({ keyPtsUs, startUs, endUs })
  }
  return spans
}
