/** What is measured besides the match of sound, in this order. */
import type { Measurer } from './measurer.ts'

export const measurers: readonly Measurer[] = []
