/**
 * ChimeraPy's `meta.json` of one log folder: `{workers, start_time: "2023_11_14_10_30_00.123456", stop_time}` in
 * the **naive local time** of the machine. Which zone that was is written nowhere, so no wall time comes of it:
 * the text is kept and said to be naive.
 */
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type RawTime } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface ChimerapyMeta {
  readonly startedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
}

const WRITER = 'ChimeraPy'
const NAIVE = /^\d{4}(_\d\d){5}(\.\d{1,6})?$/

export const isChimerapyMeta = (json: JsonObject): boolean => 'workers' in json && 'start_time' in json

/** Parses `meta.json`; its times have no `ns`, on purpose. */
export function parseChimerapyMeta(json: JsonValue): Reading<ChimerapyMeta> {
  const problems: Problem[] = []
  if (!isObject(json)) {
    const message = `meta.json is not an object (${WRITER})`
    return { value: undefined, problems: [{ code: 'wrong_type', message, evidence: {} }] }
  }
  const fields = readFields(json, WRITER, problems)
  const read = (name: string): RawTime | undefined => {
    const raw = fields.text(name)
    if (raw === undefined) return undefined
    const naive = NAIVE.test(raw)
    problems.push({
      code: naive ? 'time_naive_local' : 'time_implausible',
      message: naive
        ? `${name} is ${raw} in a local time whose zone is not said (${WRITER})`
        : `${name} is ${raw.slice(0, 60)}, expected YYYY_MM_DD_HH_MM_SS (${WRITER})`,
      evidence: { field: name, value: raw.slice(0, 200) },
    })
    return { raw, unit: naive ? 'naive_local' : undefined, ns: undefined }
  }
  return { value: { startedAt: read('start_time'), endedAt: read('stop_time') }, problems }
}
