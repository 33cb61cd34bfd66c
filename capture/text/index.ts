export * from './textRecorder.ts'
export * from './deviceClock.ts'
