export { planExport } from './plan.ts'
export { executeExport, type ExecuteOptions } from './execute.ts'
export { formatPlan } from './formatPlan.ts'
export type { ExportManifest } from './manifest.ts'
