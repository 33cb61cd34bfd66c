/** The real browser of the tests: an installed Chromium, headless, with a fresh profile and no network of its own. */
import { chromium, type Browser } from 'playwright-core'
import { findBrowser } from '../../cli/machine.mjs'

/** Background flags: without them Chromium looks its vendor's hosts up at every start. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

/** Throws where no browser is installed; `npm test` installs one or says what to type. */
export async function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('no Chromium found: run npm test once, or set LOCKSTEP_BROWSER')
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...extra] })
}
