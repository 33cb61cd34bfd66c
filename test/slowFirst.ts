/**
 * The order of test files: those that take longest begin first, so that none is waited for alone at the end. These have a
 * process each; the others, which take a moment, share as many as run at once: each new one costs a quarter of a second.
 */
import type { TestSequencer, TestSpecification } from 'vitest/node'

/** All that take 3 s or more. */
export const SLOW = [
  'e2e/keyboard',
  'e2e/places',
  'e2e/lessonPlaces',
  'ingest/kill',
  'web/playback/live',
  'web/annotations/marksPage',
  'web/places/names',
  'fixtures/lesson',
  'web/places/commands',
  'web/places/states',
  'web/logs/logPanel',
  'web/timeline/page',
  'review/annotations',
  'web/timeline/rowsPage',
  'export/cut',
  'web/playback/sound',
  'web/clocks/clocksPage',
  'web/places/places',
  'cli/commands',
  'core/media/media',
  'ingest/align/align',
  'capture/room/room',
  'ingest/imperfections',
  'core/media/rendition',
  'web/exports/exportsPlace',
  'ingest/pipeline',
  'capture/stream/runStream',
  'server/thumbs',
  'review/withholdings',
  'web/query/queryPlace',
  'ingest/capture',
  'web/playback/oddMedia',
  'ingest/anyOrder',
  'web/capture/capturePages',
  'ingest/place',
  'ingest/corrections',
  'capture/live/projectChange',
  'web/playback/renditions',
  'core/catalog/kill',
  'capture/embedded/kill',
  'capture/live/webhooks',
  'ingest/alignRooms',
  'capture/rtpPublisher',
  'core/storage/conformance',
  'capture/egress/sidecars',
  'export/realBucket',
  'cli/review',
  'web/thumbnails/filmstrip',
  'capture/stream/realRoom',
  'cli/align',
  'core/catalog/catalog',
  'cli/captureIngest',
  'core/media/cut',
  'ingest/identities',
  'cli/proxies',
  'core/clock/match/match',
  'ingest/renditions',
  'cli/process',
  'cli/capture',
  'export/s3',
  'server/log',
  'capture/embedded/media',
  'server/jobs',
  'ingest/realBucket',
  'ingest/edges/honest',
  'server/locked',
  'core/media/thumbs',
  'server/renditionsMade',
  'server/clocks',
  'ingest/edges/pictures',
  'web/playback/indexedPackets',
  'cli/remoteIngest',
]

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = SLOW.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return rank < 0 ? SLOW.length : rank
}

export class SlowFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    return files.toSorted((a, b) => rankOf(a) - rankOf(b))
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }
}
