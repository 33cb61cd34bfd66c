/** A session's log as columns: read where they lie, never turned into row objects. */

export interface LogColumns {
  /** Rows read so far. */
  readonly length: number
  /** Session time of each row, µs, ascending: when the recorder received it. */
  readonly tUs: Float64Array
  sender(row: number): string
  /** LiveKit's topic; where the recorder kept none, the payload's own `topic`. */
  topic(row: number): string
  payload(row: number): string
  /** The recorder's clock, ns since 1970. */
  recvNs(row: number): bigint
  /** The sender's own clock, ns since 1970; undefined where it said none. */
  senderNs(row: number): bigint | undefined
  /** The senders that occur, in order of first appearance. */
  readonly senders: readonly string[]
  /** The same object for all that is read of one answer: rows already there do not change. */
  readonly reading: object
  /** Nothing more comes. */
  readonly isWhole: boolean
  /** What the rows take in memory. */
  readonly bytes: number
}

export const NO_LOG: LogColumns = {
  length: 0,
  tUs: new Float64Array(),
  sender: () => '',
  topic: () => '',
  payload: () => '',
  recvNs: () => 0n,
  senderNs: () => undefined,
  senders: [],
  reading: {},
  isWhole: true,
  bytes: 0,
}
