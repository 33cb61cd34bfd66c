import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { SLOW, SlowFirst } from './test/slowFirst.ts'

interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null
}

/** All that the pages of the capture backend ever load. */
const ofCapture = new Set<string>()
function reach(id: string, modules: Modules): void {
  if (ofCapture.has(id)) return
  ofCapture.add(id)
  const info = modules.getModuleInfo(id)
  for (const next of [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])])
    reach(next, modules)
}

/**
 * What many places share comes in one file, not in a hundred small ones that a first look waits for. A participant's
 * phone loads nothing that the workbench alone needs. A module's imports are shared by as many: no file needs another
 * that needs it.
 */
function nameShared(id: string, modules: Modules): string {
  if (ofCapture.size === 0) reach(`${import.meta.dirname}/app/web/capture.html`, modules)
  return ofCapture.has(id) ? 'shared' : 'workbench'
}

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
      output: { codeSplitting: { groups: [{ name: nameShared, minShareCount: 5 }] } },
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
