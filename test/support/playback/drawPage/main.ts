/** Sixteen tiles of made 360p frames, drawn as the workbench draws them or by the plain call, and nothing else. */
import { PictureDrawer } from '../../../../app/web/playback/drawPicture.ts'

export type DrawWay = 'plain' | 'smooth' | 'rough' | 'nothing'

const [WIDTH, HEIGHT] = [640, 360]
const [BOX_WIDTH, BOX_HEIGHT] = [357, 201]
const SPOT = { x: 0, y: 0, width: BOX_WIDTH, height: BOX_HEIGHT }
const TILES = 16

const frames = Array.from({ length: 8 }, (_, number) => {
  const planes = Uint8Array.from(
    { length: WIDTH * HEIGHT * 1.5 },
    (_value, at) => (at * 7 + number * 13 + (at >> 5)) & 255,
  )
  return new VideoFrame(planes, {
    format: 'I420',
    codedWidth: WIDTH,
    codedHeight: HEIGHT,
    timestamp: number,
  })
})

function addCanvas(): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = BOX_WIDTH
  canvas.height = BOX_HEIGHT
  document.body.append(canvas)
  return canvas.getContext('2d', { alpha: false })!
}

let way: DrawWay = 'nothing'
const tiles = Array.from({ length: TILES }, () => {
  const context = addCanvas()
  return { context, drawer: new PictureDrawer(context) }
})

function draw({ context, drawer }: (typeof tiles)[number], image: VideoFrame): void {
  if (way === 'plain') {
    context.imageSmoothingEnabled = true
    context.drawImage(image, 0, 0, BOX_WIDTH, BOX_HEIGHT)
  } else if (way !== 'nothing') {
    const picture = { image, index: 0, ptsUs: 0, width: WIDTH, height: HEIGHT }
    drawer.draw(picture, SPOT, way === 'smooth')
  }
}

let ticks = 0
const tick = (): void => {
  ticks++
  // 30 frames a second in each tile, half of the tiles at each tick.
  for (let at = 0; at < TILES; at++) if ((ticks + at) % 2 === 0) draw(tiles[at]!, frames[ticks % 8]!)
  requestAnimationFrame(tick)
}
requestAnimationFrame(tick)

Object.assign(window, {
  drawing: {
    use: (next: DrawWay) => void (way = next),
    ticks: () => ticks,
    /** The largest difference of a channel between a frame drawn as the workbench does and by the plain call. */
    compare: () => {
      const [plain, own] = [addCanvas(), addCanvas()]
      plain.drawImage(frames[0]!, 0, 0, BOX_WIDTH, BOX_HEIGHT)
      const picture = { image: frames[0]!, index: 0, ptsUs: 0, width: WIDTH, height: HEIGHT }
      new PictureDrawer(own).draw(picture, SPOT, true)
      const [a, b] = [plain, own].map((context) => context.getImageData(0, 0, BOX_WIDTH, BOX_HEIGHT).data)
      return a!.reduce((most, value, at) => Math.max(most, Math.abs(value - b![at]!)), 0)
    },
  },
})
