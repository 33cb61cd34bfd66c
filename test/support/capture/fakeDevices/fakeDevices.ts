/** The code of page.ts as one script, for `addInitScript`. */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Cameras of different people need different ids, 0 to 127. */
export async function buildFakeDevices(): Promise<(cellId: number) => string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'chrome120',
      lib: {
        entry: fileURLToPath(new URL('page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'fakeDevices',
      },
    },
  })
  const [output] = Array.isArray(built) ? built : [built]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (chunk === undefined) throw new Error('vite made nothing of the fake devices')
  return (cellId) => `window.deviceCellId = ${cellId};\n${chunk.code}`
}
