/** Tiers as chips: what the list shows and where a new annotation goes; made, renamed, moved and deleted here. */
import { ActionIcon, Menu, Popover, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { AnnotationSet, Tier } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { colorsOf } from '../theme/people.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { say } from '../widgets/noteStore.ts'
import { formatCount } from '../widgets/quantities.ts'
import { countByFilter, MARKERS, type TierFilter } from './annotationList.ts'
import classes from './annotations.module.css'
import { addTier, removeTier, renameTier, shiftTier } from './tierActions.ts'
import { TierForm } from './TierForm.tsx'

interface TierBarProps {
  readonly session: SessionDetail
  readonly set: AnnotationSet
  readonly tier: TierFilter
  readonly onTier: (tier: TierFilter) => void
}

export function TierBar({ session, set, tier, onTier }: TierBarProps) {
  const [form, setForm] = useState<'new' | 'rename'>()
  const counts = useMemo(() => countByFilter(set.annotations), [set.annotations])
  const color = useMemo(() => colorsOf(session.people), [session.people])
  const chosen = set.tiers.find((one) => one.tierId === tier)
  const toggle = (name: TierFilter): void => onTier(tier === name ? '' : name)
  return (
    <div className={classes.tiers}>
      <div className={classes.chips} role="group" aria-label="Tiers">
        <ChipButton on={tier === ''} onClick={() => onTier('')}>
          All {formatCount(counts.get('') ?? 0)}
        </ChipButton>
        <ChipButton on={tier === MARKERS} onClick={() => toggle(MARKERS)}>
          Markers {formatCount(counts.get(MARKERS) ?? 0)}
        </ChipButton>
        {set.tiers.map((one) => (
          <ChipButton key={one.tierId} on={tier === one.tierId} onClick={() => toggle(one.tierId)}>
            {one.identity !== null && (
              <i className={classes.who} style={{ background: color(one.identity) }} aria-hidden />
            )}
            {one.name} {formatCount(counts.get(one.tierId) ?? 0)}
          </ChipButton>
        ))}
      </div>
      {chosen && (
        <TierMenu session={session} tiers={set.tiers} tier={chosen} onRename={() => setForm('rename')} />
      )}
      <Popover
        opened={form !== undefined}
        onChange={(opened) => !opened && setForm(undefined)}
        position="bottom-end"
        withArrow
        trapFocus
      >
        <Popover.Target>
          <Tooltip label="New tier" disabled={form !== undefined}>
            <ActionIcon size="sm" aria-label="New tier" onClick={() => setForm(form ? undefined : 'new')}>
              <IconPlus size={15} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown>
          <TierForm
            people={session.people}
            tier={form === 'rename' ? chosen : undefined}
            onDone={(name, identity) => {
              setForm(undefined)
              if (form === 'rename' && chosen) renameTier(session.sessionId, chosen, name)
              else onTier(addTier(session.sessionId, name, identity))
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}

interface TierMenuProps {
  readonly session: SessionDetail
  readonly tiers: readonly Tier[]
  readonly tier: Tier
  readonly onRename: () => void
}

function TierMenu({ session: { sessionId }, tiers, tier, onRename }: TierMenuProps) {
  const at = tiers.indexOf(tier)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={`What to do with the tier ${tier.name}`}>
          <ActionIcon size="sm" aria-label={`What to do with the tier ${tier.name}`}>
            <IconDots size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
          Rename…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowLeft size={14} />}
          disabled={at === 0}
          onClick={() => shiftTier(sessionId, tiers, tier.tierId, -1)}
        >
          Move before {tiers[at - 1]?.name ?? 'the others'}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowRight size={14} />}
          disabled={at === tiers.length - 1}
          onClick={() => shiftTier(sessionId, tiers, tier.tierId, 1)}
        >
          Move after {tiers[at + 1]?.name ?? 'the others'}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            removeTier(sessionId, tier)
            say({
              about: 'mark',
              title: `Deleted the tier ${tier.name}`,
              text: 'With all that is in it. Ctrl Z brings it back.',
            })
          }}
        >
          Delete, with all that is in it
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
