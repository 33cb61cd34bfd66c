/**
 * Property tests try the same cases each time, so that a run says the same of the same code. `LOCKSTEP_TEST_SEED`
 * (a whole number, or `random`) looks for others; a failure prints the seed that found it.
 */
import { env } from 'node:process'
import { configureGlobal } from 'fast-check'

const SEED = 20_261_121
const asked = env['LOCKSTEP_TEST_SEED']

if (asked !== 'random') configureGlobal({ seed: asked === undefined ? SEED : Number(asked) })
