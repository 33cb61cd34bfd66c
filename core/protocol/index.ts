export * from './session.ts'
export * from './jobs.ts'
export * from './binary.ts'
export * from './review.ts'
