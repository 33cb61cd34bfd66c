/** Columns of packet tables, as small as what media holds lets them be: times nearly regular, flags in runs. */
import type { VarintReader, VarintWriter } from './varints.ts'

/**
 * Writes whole numbers as the change of their steps, in the largest unit that divides all steps: 33, 33, 34 ms is a
 * byte each. The first value and the unit come before. Throws RangeError for what a varint cannot hold.
 */
export function writeSteps(writer: VarintWriter, values: ArrayLike<number>): void {
  const unit = findUnit(values)
  writer.unsigned(unit)
  let last = values[0] ?? 0
  let lastStep = 0
  writer.signed(last)
  for (let at = 1; at < values.length; at++) {
    const value = values[at]!
    const step = (value - last) / unit
    writer.signed(step - lastStep)
    last = value
    lastStep = step
  }
}

/** Reads `count` values; throws RangeError where they are cut short or leave the safe integers. */
export function readSteps(reader: VarintReader, count: number): Float64Array {
  const unit = reader.unsigned()
  let value = reader.signed()
  if (count > reader.left + 1) throw new RangeError(`${count} numbers in ${reader.left} bytes`)
  const values = new Float64Array(count)
  if (count > 0) values[0] = value
  let step = 0
  for (let at = 1; at < count; at++) {
    step += reader.signed()
    value += step * unit
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw new RangeError('numbers beyond 2^53')
    values[at] = value
  }
  return values
}

function findUnit(values: ArrayLike<number>): number {
  let unit = 0
  for (let at = 1; at < values.length && unit !== 1; at++) {
    let rest = Math.abs(values[at]! - values[at - 1]!)
    while (rest > 0) [unit, rest] = [rest, unit % rest]
  }
  return Math.max(1, unit)
}

/** Writes how many zeros, then ones, then zeros … follow each other. */
export function writeFlags(writer: VarintWriter, flags: ArrayLike<number>): void {
  let flag = 0
  let run = 0
  for (let at = 0; at < flags.length; at++) {
    const next = flags[at] === 0 ? 0 : 1
    if (next !== flag) {
      writer.unsigned(run)
      flag = next
      run = 0
    }
    run++
  }
  writer.unsigned(run)
}

/** Reads `count` flags; throws RangeError where they are cut short or more. */
export function readFlags(reader: VarintReader, count: number): Uint8Array<ArrayBuffer> {
  const flags = new Uint8Array(count)
  let at = 0
  for (let flag = 0; ; flag = 1 - flag) {
    const run = reader.unsigned()
    if (run > count - at) throw new RangeError(`a run of ${run} among ${count} packets`)
    if (flag === 1) flags.fill(1, at, at + run)
    at += run
    if (at === count) return flags
    if (run === 0 && at > 0) throw new RangeError('an empty run')
  }
}
