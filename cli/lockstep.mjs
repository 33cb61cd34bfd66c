#!/usr/bin/env node
// The `lockstep` command: the sources as they are in a checkout, the built program in an installed package.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { findNode, runOnNode } from './node.mjs'
import { fetchNode } from './fetchNode.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const source = join(here, 'main.ts')
const main = existsSync(source) ? source : join(here, '..', 'dist', 'cli', 'main.js')
if (existsSync(source) && !existsSync(join(here, '..', 'node_modules'))) {
  console.error('The packages are not installed yet: run "npm ci" (or "npm run demo", which does it).')
  process.exit(1)
}
if (!findNode()) fetchNode()
runOnNode([main, ...argv.slice(2)])
