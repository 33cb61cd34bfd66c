/** Arrow keys go from tile to tile of a grid, by where the tiles lie. */
import type { KeyboardEvent } from 'react'

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key]
  if (step === undefined || event.target instanceof HTMLInputElement) return
  const tiles = [...event.currentTarget.children]
  const at = tiles.findIndex((tile) => tile.contains(document.activeElement))
  if (at < 0) return
  const next = tiles[at + step[0] + step[1] * countColumns(tiles)]
  event.preventDefault()
  next?.querySelector('a')?.focus()
}

function countColumns(tiles: readonly Element[]): number {
  const top = tiles[0]!.getBoundingClientRect().top
  const next = tiles.findIndex((tile) => tile.getBoundingClientRect().top !== top)
  return next < 0 ? tiles.length : next
}
