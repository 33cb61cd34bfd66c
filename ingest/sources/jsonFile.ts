import type { JsonObject } from '../../core/formats/index.ts'
import type { ObjectToRead } from '../rawRows.ts'

/** A parsed JSON file on its way to rows. */
export interface JsonFile {
  readonly object: ObjectToRead
  readonly json: JsonObject
  /** The whole file as text, kept as it was. */
  readonly raw: string
}
