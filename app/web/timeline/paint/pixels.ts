/** A block of memory that is painted as a picture; one for all rows, as each is copied at once. */
let canvas: OffscreenCanvas | undefined
let image: ImageData | undefined

/** Lets `write` fill cleared RGBA pixels (red lowest) and copies them to a place in device pixels. */
export function paintPixels(
  context: CanvasRenderingContext2D,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  write: (pixels: Uint32Array) => void,
): void {
  const { x, y, width, height } = place
  if (width < 1 || height < 1) return
  canvas ??= new OffscreenCanvas(width, height)
  if (image?.width !== width || image.height !== height) {
    canvas.width = width
    canvas.height = height
    image = new ImageData(width, height)
  }
  const pixels = new Uint32Array(image.data.buffer)
  pixels.fill(0)
  write(pixels)
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  context.drawImage(canvas, x, y)
}

const known = new Map<string, number>()

/** A CSS colour's red, green and blue in the low three bytes, red lowest. */
export function rgbOf(colour: string): number {
  let rgb = known.get(colour)
  if (rgb === undefined) {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    known.set(colour, (rgb = red | (green << 8) | (blue << 16)))
  }
  return rgb
}
