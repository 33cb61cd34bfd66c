/** Zoom for the mouse alone: out, in, the whole session. */
import { IconArrowAutofitWidth, IconMinus, IconPlus } from '@tabler/icons-react'
import { memo, type ReactElement } from 'react'
import type { Span } from '../../../../core/time/index.ts'
import { fit, zoomIn, zoomOut } from '../timelineCommands.ts'
import type { TimelinePlayer } from '../timelinePlayer.ts'
import { useKeyHint } from '../useKeyHint.ts'
import type { ViewDriver } from '../viewDriver.ts'
import classes from './corner.module.css'

export interface ZoomButtonsProps {
  readonly driver: ViewDriver
  readonly bounds: Span
  readonly player: TimelinePlayer
}

const BUTTONS = [
  ['Zoom out', 'view.out', IconMinus, zoomOut],
  ['Zoom in', 'view.in', IconPlus, zoomIn],
  ['Show the whole session', 'view.whole', IconArrowAutofitWidth, fit],
] as const

export const ZoomButtons = memo(function ZoomButtons(props: ZoomButtonsProps): ReactElement {
  return (
    <>
      {BUTTONS.map((button) => (
        <ZoomButton key={button[0]} button={button} {...props} />
      ))}
    </>
  )
})

function ZoomButton({
  button: [name, command, Icon, change],
  driver,
  bounds,
  player,
}: ZoomButtonsProps & { readonly button: (typeof BUTTONS)[number] }): ReactElement {
  return (
    <button
      type="button"
      className={classes.icon}
      aria-label={name}
      title={useKeyHint(command, name)}
      onClick={() => driver.change((view) => change(view, { bounds, about: player.now() }))}
    >
      <Icon size={14} stroke={1.8} aria-hidden />
    </button>
  )
}
