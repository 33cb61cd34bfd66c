/** What is measured besides the match of sound, in this order. */
import { captureTimes } from '../edges/captureTimes.ts'
import { clap } from '../edges/clap.ts'
import { clockExchange } from '../edges/clockExchange.ts'
import { logEcho } from '../edges/logEcho.ts'
import { logEnvelope } from '../edges/logEnvelope.ts'
import { reportArrivals } from '../edges/reportArrivals.ts'
import { timeCode } from '../edges/timeCode.ts'
import type { Measurer } from './measurer.ts'

export const measurers: readonly Measurer[] = [
  captureTimes,
  clockExchange,
  reportArrivals,
  logEnvelope,
  logEcho,
  timeCode,
  clap,
]
