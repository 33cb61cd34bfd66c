// Emits what the package ships into dist/: the program as JavaScript, what it reads beside it, the built page.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const SOURCES = ['core', 'ingest', 'export', 'capture', 'fixtures', 'cli', 'app/server']

/** @param {string} script @param {string[]} args */
function node(script, args) {
  const done = spawnSync(execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

/** Copies what the program reads at run time and the compiler does not emit. @param {string} folder */
function copyBeside(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) copyBeside(path)
    else if (['.sql', '.ogg', '.json', '.woff2', '.wasm'].includes(extname(name))) {
      cpSync(path, join(dist, relative(root, path)))
    }
  }
}

rmSync(dist, { recursive: true, force: true })
node('typescript/bin/tsc', ['-p', 'tsconfig.build.json'])
for (const folder of SOURCES) if (existsSync(join(root, folder))) copyBeside(join(root, folder))
node('vite/bin/vite.js', ['build', '--logLevel', 'warn'])
console.log('built dist/: `npm pack` makes the package')
