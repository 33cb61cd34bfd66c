/** One thing a list is narrowed by, chosen from those that occur; the number is how many sessions it leaves. */
import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { ChipButton } from '../widgets/Chip.tsx'
import { formatCount } from '../widgets/quantities.ts'
import classes from './sessions.module.css'

interface FilterMenuProps<Value extends string> {
  /** What it is about: `Grade`. */
  readonly name: string
  readonly value: Value | undefined
  readonly choices: readonly {
    readonly value: Value
    readonly label: string
    readonly short?: string
    readonly sessions: number
  }[]
  readonly onValue: (value: Value | undefined) => void
}

export function FilterMenu<Value extends string>({ name, value, choices, onValue }: FilterMenuProps<Value>) {
  if (choices.length === 0 && value === undefined) return null
  const chosen = choices.find((choice) => choice.value === value)
  const label = chosen?.short ?? chosen?.label ?? value
  return (
    <Menu position="bottom-start" width={280} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ChipButton data-on={value !== undefined} className={classes.filter}>
          {label === undefined ? name : `${name}: ${label}`}
          <IconChevronDown size={14} stroke={1.7} aria-hidden />
        </ChipButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.choices}>
        <Menu.Item
          rightSection={value === undefined && <IconCheck size={14} />}
          onClick={() => onValue(undefined)}
        >
          Any {name.toLowerCase()}
        </Menu.Item>
        <Menu.Divider />
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value}
            rightSection={
              choice.value === value ? (
                <IconCheck size={14} />
              ) : (
                <span className="muted">{formatCount(choice.sessions)}</span>
              )
            }
            onClick={() => onValue(choice.value)}
          >
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
