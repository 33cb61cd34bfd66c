/** The order of test files: those that take longest begin first, so that none is waited for alone at the end. */
import type { TestSequencer, TestSpecification } from 'vitest/node'

const SLOW = [
  'web/playback/live',
  'web/annotations/marksPage',
  'web/places/states',
  'ingest/kill',
  'web/logs/logPanel',
  'web/places/names',
  'web/places/commands',
  'export/cut',
  'review/annotations',
  'web/places/places',
  'web/exports/exportsPlace',
  'web/timeline/page',
  'web/timeline/rowsPage',
  'core/media/media',
  'ingest/imperfections',
  'fixtures/lesson',
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
