export * from './error.ts'
export * from './finding.ts'
export * from './recording.ts'
