/** One of several answers, as app/server/several.ts frames it. */
export function frameAnswer({
  status,
  bytes,
}: {
  readonly status: number
  readonly bytes: Uint8Array
}): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(8 + bytes.length)
  const view = new DataView(framed.buffer)
  view.setUint32(0, status, true)
  view.setUint32(4, bytes.length, true)
  framed.set(bytes, 8)
  return framed
}
