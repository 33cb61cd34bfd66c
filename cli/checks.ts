/** The checks of `lockstep doctor`: what the program and its tests need of a machine, each with a hint. */
import { existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../core/model/index.ts'
import {
  FF_DECODER_H264,
  FF_DECODER_OPUS,
  FF_DECODER_VP8,
  FF_DECODER_VP9,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
} from 'node-av/constants'
import { openCatalog } from '../core/catalog/catalog.ts'
import { findBrowser, findLivekitServer, findProgram, findS3Server, programVersion } from './machine.mjs'

export interface Check {
  readonly name: string
  /** `missing` is for what only the tests need. */
  readonly state: 'ok' | 'warning' | 'failed' | 'missing'
  readonly found: string
  readonly hint?: string
}

const ENCODERS = [FF_ENCODER_LIBX264, FF_ENCODER_LIBVPX_VP8, FF_ENCODER_LIBOPUS, FF_ENCODER_AAC]
const DECODERS = [FF_DECODER_H264, FF_DECODER_VP8, FF_DECODER_VP9, FF_DECODER_OPUS]
const LEAST_FREE_BYTES = 5e9

export function checkNode(): Check {
  return { name: 'Node', state: 'ok', found: process.version }
}

/** Asks the FFmpeg inside node-av for each codec that generating, probing and cutting use. */
export async function checkCodecs(): Promise<Check> {
  const name = 'FFmpeg (node-av)'
  try {
    const av = await import('node-av')
    const missing: string[] = [
      ...ENCODERS.filter((codec) => !av.Codec.findEncoderByName(codec)),
      ...DECODERS.filter((codec) => !av.Codec.findDecoderByName(codec)),
    ]
    const version = av.getFFmpegInfo().version
    if (missing.length === 0)
      return { name, state: 'ok', found: `${version}; ${[...ENCODERS, ...DECODERS].join(', ')}` }
    return {
      name,
      state: 'failed',
      found: `${version}; without ${missing.join(', ')}`,
      hint: 'run npm ci again',
    }
  } catch (error) {
    return {
      name,
      state: 'failed',
      found: String(error),
      hint: 'no binary for this system? run npm ci again',
    }
  }
}

export async function checkDuckDb(): Promise<Check> {
  const name = 'DuckDB'
  try {
    const duckdb = await import('@duckdb/node-api')
    return { name, state: 'ok', found: duckdb.version() }
  } catch (error) {
    return { name, state: 'failed', found: String(error), hint: 'run npm ci again' }
  }
}

export function checkBrowser(): Check {
  const path = findBrowser()
  if (path) return { name: 'Browser', state: 'ok', found: `${programVersion(path) ?? ''} ${path}`.trim() }
  return {
    name: 'Browser',
    state: 'warning',
    found: 'no Chromium or Chrome found',
    hint: 'the page plays best in Chrome, Edge or Chromium; LOCKSTEP_BROWSER names one',
  }
}

/** Free space where the catalog and its cache lie. */
export function checkDisk(catalog: string): Check {
  let folder = dirname(catalog)
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free in ${folder}`
  if (free >= LEAST_FREE_BYTES) return { name: 'Disk', state: 'ok', found }
  return { name: 'Disk', state: 'warning', found, hint: 'derived files need about 2 % of the media’s size' }
}

/** Opens the catalog for a moment: finds out who holds it and whether its schema is ours. */
export async function checkCatalog(path: string): Promise<Check> {
  const name = 'Catalog'
  if (!existsSync(path)) return { name, state: 'ok', found: `${path} does not exist yet; an ingest makes it` }
  try {
    const catalog = await openCatalog(path)
    await catalog.close()
    return { name, state: 'ok', found: `${path} is free` }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const state = error.code === 'catalog_locked' ? 'warning' : 'failed'
    return { name, state, found: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
  }
}

/** What only `npm test` needs. */
export function checkTestTools(): Check[] {
  const tools: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['ffmpeg (tests)', findProgram('ffmpeg'), '-version'],
    ['ffprobe (tests)', findProgram('ffprobe'), '-version'],
    ['versitygw (tests)', findS3Server(), undefined],
    ['livekit-server (tests)', findLivekitServer(), '--version'],
  ]
  return tools.map(([name, path, flag]) => {
    if (path) return { name, state: 'ok', found: (flag && programVersion(path, flag)) ?? path }
    return {
      name,
      state: 'missing',
      found: 'not installed',
      hint: 'npm test installs it, or says what to type',
    }
  })
}

/** Whether the page is built, in a package or a checkout. */
export function checkPage(root: string): Check {
  const page = join(root, 'dist', 'web', 'index.html')
  if (existsSync(page)) return { name: 'Page', state: 'ok', found: page }
  return {
    name: 'Page',
    state: 'warning',
    found: 'not built yet',
    hint: 'lockstep serve builds it in a checkout',
  }
}
