import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/{capture,captureKill,lesson,playback,realBucket}.test.ts'],
    globalSetup: 'test/e2e/support/lesson.ts',
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 180_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
})
