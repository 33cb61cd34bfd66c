/** The binary files made at ingest and read by the page. */
export * from './packets.ts'
export * from './peaks.ts'
