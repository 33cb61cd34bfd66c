import { defineConfig } from 'vitest/config'
import { SlowFirst } from '../slowFirst.ts'

/** What only walks through the page: several at once. What is measured runs alone (vitest.config.ts). */
export default defineConfig({
  test: {
    include: ['test/e2e/{keyboard,lessonPlaces,newUser,places,recovery}.test.ts'],
    globalSetup: 'test/e2e/support/lesson.ts',
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 300_000,
    hookTimeout: 600_000,
    sequence: { sequencer: SlowFirst },
    // Each waits for the page more than it computes.
    maxWorkers: 3,
  },
})
