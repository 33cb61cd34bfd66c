/** A film of white pictures that come a frame late. */
import type { Picture, Thumbnails } from '../../../../app/web/timeline/thumbnails.ts'

export function makeFilm(): Thumbnails {
  const image = new OffscreenCanvas(52, 25)
  const context = image.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 52, 25)
  const picture: Picture = { image, xPx: 0, yPx: 0, widthPx: 52, heightPx: 25, ptsUs: 0 }
  const listeners = new Set<() => void>()
  let developed = false
  requestAnimationFrame(() => {
    developed = true
    for (const listener of listeners) listener()
  })
  const find = (): Picture | undefined => (developed ? picture : undefined)
  return {
    aspectOf: () => 52 / 25,
    find,
    findLarge: find,
    stateOf: () => (developed ? 'ready' : 'asking'),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
