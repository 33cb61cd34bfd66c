export * from './micros.ts'
export * from './span.ts'
export * from './format.ts'
export * from './epoch.ts'
