/** The picture a lane shows, as a PNG of its own size: exactly the frame on the screen, not a screenshot of it. */
import { formatTime } from '../../../core/time/index.ts'
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from './player.types.ts'
import { PictureDrawer } from './drawPicture.ts'
import { say, type StageStore } from './stageStore.ts'

interface StillContext {
  readonly session: SessionDetail
  readonly player: Player
  readonly stage: StageStore
}

/** `session-person-source-0.11.24.366.png`: safe in every file system, sorted by time within a person. */
export function nameStill(session: Pick<SessionDetail, 'roomName'>, lane: Lane, t: number): string {
  const parts = [session.roomName, lane.identity, lane.source, formatTime(t).replaceAll(':', '.')]
  return `${parts.map((part) => part.replaceAll(/[^\p{L}\p{N}._]+/gu, '_')).join('-')}.png`
}

/** Hands the shown frame to the browser as a file; says so, or why not. */
export async function saveStill(lane: Lane, { session, player, stage }: StillContext): Promise<void> {
  const picture = player.pictures.picture(lane.laneId)
  if (!picture) return say(stage, 'There is no picture to save here')
  const name = nameStill(session, lane, player.now())
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  const context = canvas.getContext('2d', { alpha: false })!
  new PictureDrawer(context).draw(picture, { x: 0, y: 0, width: canvas.width, height: canvas.height }, true)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) return say(stage, 'The picture could not be written')
  const url = URL.createObjectURL(blob)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The download has taken hold of the data once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
  say(stage, `Saved ${name}`)
}
