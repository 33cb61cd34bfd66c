/** The pictures of a camera for tests: each carries its own number, over a ground that moves a little. */
import { drawCells } from '../../../../../fixtures/cells.ts'
import { seededRandom } from '../../../../../fixtures/random.ts'
import { createPlanes, greyContext } from '../../../../../fixtures/draw/planes.ts'

export interface PictureOptions {
  /** Both even, and `height` at least `MIN_CELLS_HEIGHT_PX`. */
  readonly width: number
  readonly height: number
  /** How many; the numbers burned in are 0 … count − 1. */
  readonly count: number
  /** 0 to 255, burned in beside the number. */
  readonly cellId: number
}

const BAR_PX = 16
/** Of the patch of noise, lower right. */
const NOISE = { width: 64, height: 64, from: 90, to: 130 }

/**
 * Yields them one after another as planar YUV 4:2:0: a slope, an upright bar that walks 4 px a picture, the cells, and a
 * patch of new noise each time, so that the encoder has use for the bytes it is given.
 */
export async function* drawPictures(options: PictureOptions): AsyncGenerator<Uint8Array> {
  const { width, height, count, cellId } = options
  const planes = createPlanes(width, height)
  const luma = planes.bytes.subarray(0, width * height)
  const slope = luma.map((_, at) => 60 + ((at % width) * 80) / width + at / (width * 4))
  const context = greyContext(planes)
  const random = seededRandom('noise')
  for (let number = 0; number < count; number++) {
    luma.set(slope)
    const bar = (number * 4) % (width - BAR_PX)
    for (let row = 0; row < height; row++) luma.fill(200, row * width + bar, row * width + bar + BAR_PX)
    for (let row = height - NOISE.height; row < height; row++)
      for (let x = width - NOISE.width; x < width; x++)
        luma[row * width + x] = NOISE.from + random() * (NOISE.to - NOISE.from)
    drawCells(context, width, height, number, cellId)
    yield new Uint8Array(planes.bytes)
  }
}
