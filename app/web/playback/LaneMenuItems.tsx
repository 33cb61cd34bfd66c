/** The items of a lane's menu, wherever it opens: what can be done, with its key, and the gain of its sound. */
import { Menu } from '@mantine/core'
import { Fragment } from 'react'
import { useStore } from 'zustand'
import type { Lane } from '../../../core/protocol/session.ts'
import { Keys } from '../commands/Keys.tsx'
import { getCommand } from '../commands/table.ts'
import { GainItem } from './GainItem.tsx'
import { PanItem } from './PanItem.tsx'
import { listLaneActions, type LaneAction, type LaneContext } from './laneActions.ts'
import { LaneActionIcon } from './LaneActionIcon.tsx'
import { soundLanesOf } from './laneSound.ts'

interface LaneMenuItemsProps {
  readonly lane: Lane
  /** Whose lane it is, for the slider's name. */
  readonly name: string
  readonly context: LaneContext
}

/** Stands inside `Menu.Dropdown`. */
export function LaneMenuItems({ lane, name, context }: LaneMenuItemsProps) {
  // Both change what the actions are called: the mix, and what is pinned, hidden or large.
  useStore(context.player.state, (state) => state.lanes)
  useStore(context.store)
  const actions = listLaneActions(lane, context)
  const groups = [...new Set(actions.map(({ group }) => group))]
  const sounds = soundLanesOf(context.session, lane)
  return groups.map((group, at) => (
    <Fragment key={group}>
      {at > 0 && <Menu.Divider />}
      {actions
        .filter((action) => action.group === group)
        .map((action) =>
          action.choices ? (
            <Choices key={action.id} action={action} />
          ) : (
            <Item key={action.id} action={action} isFirst={action === actions[0]} />
          ),
        )}
      {group === 'sound' && <GainItem player={context.player} laneIds={sounds} name={name} />}
      {group === 'sound' && <PanItem player={context.player} laneIds={sounds} name={name} />}
    </Fragment>
  ))
}

function Item({ action, isFirst }: { readonly action: LaneAction; readonly isFirst: boolean }) {
  const keys = action.command === undefined ? [] : getCommand(action.command).keys.slice(0, 1)
  return (
    <Menu.Item
      data-autofocus={isFirst || undefined}
      leftSection={<LaneActionIcon id={action.id} />}
      rightSection={keys.length > 0 ? <Keys keys={keys} /> : undefined}
      disabled={action.unavailable !== undefined}
      title={action.unavailable}
      onClick={action.run}
    >
      {action.name}
    </Menu.Item>
  )
}

function Choices({ action }: { readonly action: LaneAction }) {
  return (
    <Menu.Sub openDelay={80}>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<LaneActionIcon id={action.id} />}>{action.name}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {action.choices?.map((choice) => (
          <Menu.Item key={choice.key} onClick={choice.run}>
            {choice.name}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  )
}
