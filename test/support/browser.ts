/** The real browser of the tests: an installed Chromium, headless, with a fresh profile and no network of its own. */
import { chromium, type Browser } from 'playwright-core'
import { findBrowser } from '../../cli/machine.mjs'

/**
 * The list of address suggestions is a page that each window loads for 0.7 s of CPU, and nobody sees. The others are the
 * driver's own list, which this one replaces.
 */
const WITHOUT = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

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
  `--disable-features=${WITHOUT.join(',')}`,
]

/** Throws where no browser is installed; `npm test` installs one or says what to type. */
export async function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('no Chromium found: run npm test once, or set LOCKSTEP_BROWSER')
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...extra] })
}
