/** The order of test files: those that take longest begin first, so that none is waited for alone at the end. */
import type { TestSequencer, TestSpecification } from 'vitest/node'

const SLOW = [
  'e2e/places',
  'e2e/keyboard',
  'ingest/kill',
  'web/playback/live',
  'web/annotations/marksPage',
  'fixtures/lesson',
  'web/places/states',
  'web/places/names',
  'web/places/commands',
  'web/logs/logPanel',
  'export/cut',
  'cli/commands',
  'review/annotations',
  'web/places/places',
  'web/exports/exportsPlace',
  'web/timeline/page',
  'web/timeline/rowsPage',
  'core/media/media',
  'ingest/align/align',
  'ingest/imperfections',
  'ingest/pipeline',
  'review/withholdings',
  'ingest/anyOrder',
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
