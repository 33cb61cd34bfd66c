import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { SLOW, SlowFirst } from './test/slowFirst.ts'

const slow = SLOW.map((name) => `test/${name}.test.ts`)
const elsewhere = ['test/e2e/**', 'node_modules/**', 'dist/**']

export default defineConfig({
  root: 'app/web',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    manifest: true,
    // The workbench, and the pages of the capture backend: each loads its own.
    rollupOptions: {
      input: ['index.html', 'capture.html'].map((name) => `${import.meta.dirname}/app/web/${name}`),
    },
    target: 'chrome120',
    chunkSizeWarningLimit: 900,
  },
  test: {
    root: '.',
    setupFiles: ['test/support/seed.ts'],
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    // Many wait for a browser more than they compute.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'alone', include: slow, exclude: elsewhere } },
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...elsewhere, ...slow],
        },
      },
    ],
  },
})
