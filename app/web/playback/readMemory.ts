/** What the page's scripts hold, bytes, where the browser says so (Chromium); pictures and decoders are not in it. */
interface HeapReading {
  readonly memory?: { readonly usedJSHeapSize: number }
}

export const readMemory = (): number | undefined => (performance as HeapReading).memory?.usedJSHeapSize
