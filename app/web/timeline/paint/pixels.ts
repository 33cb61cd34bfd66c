/** Blocks of memory that are painted as pictures; one a size for all rows, as each is copied at once. */
interface Block {
  readonly canvas: OffscreenCanvas
  readonly context: OffscreenCanvasRenderingContext2D
  readonly image: ImageData
  readonly pixels: Uint32Array
}

/** The least lately used first. Rows of a timeline have few sizes. */
const blocks = new Map<string, Block>()
const MOST_BLOCKS = 8

function findBlock(width: number, height: number): Block {
  const key = `${width}×${height}`
  let block = blocks.get(key)
  if (block) blocks.delete(key)
  else {
    const canvas = new OffscreenCanvas(width, height)
    const image = new ImageData(width, height)
    const pixels = new Uint32Array(image.data.buffer)
    block = { canvas, context: canvas.getContext('2d')!, image, pixels }
  }
  blocks.set(key, block)
  if (blocks.size > MOST_BLOCKS) blocks.delete(blocks.keys().next().value!)
  return block
}

/** Lets `write` fill cleared RGBA pixels (red lowest) and copies them to a place in device pixels. */
export function paintPixels(
  context: CanvasRenderingContext2D,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  write: (pixels: Uint32Array) => void,
): void {
  const { x, y, width, height } = place
  if (width < 1 || height < 1) return
  const block = findBlock(width, height)
  block.pixels.fill(0)
  write(block.pixels)
  block.context.putImageData(block.image, 0, 0)
  context.drawImage(block.canvas, x, y)
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
