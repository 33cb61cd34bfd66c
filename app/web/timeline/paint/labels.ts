/** Text cut to the room there is, measured once: measuring is what labels cost. */
const widths = new Map<string, number>()
const MOST = 8000

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}\0${text}`
  let width = widths.get(key)
  if (width === undefined) {
    if (widths.size >= MOST) widths.clear()
    widths.set(key, (width = context.measureText(text).width))
  }
  return width
}

/** Returns the text, or as much of it as fits with an ellipsis; empty where not even two letters do. */
export function fitLabel(context: CanvasRenderingContext2D, text: string, roomPx: number): string {
  const width = widthOf(context, text)
  if (width <= roomPx) return text
  const letters = Math.floor((text.length * (roomPx - 8)) / width) - 1
  return letters < 2 ? '' : `${text.slice(0, letters).trimEnd()}…`
}
