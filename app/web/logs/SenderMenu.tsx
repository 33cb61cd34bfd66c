/** Chooses one sender by writing it into the filter, so that the filter stays the one truth. */
import { Menu } from '@mantine/core'
import { colorsOf } from '../theme/people.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { formatFilter, parseFilter, type FilterTerm } from './filterTerms.ts'
import classes from './logs.module.css'

interface SenderMenuProps {
  readonly senders: readonly string[]
  readonly people: readonly { readonly identity: string; readonly name: string }[]
  readonly text: string
  readonly onText: (text: string) => void
}

const namesSender = ({ field, op, negated }: FilterTerm): boolean =>
  field?.toLowerCase() === 'sender' && op === ':' && !negated

export function SenderMenu({ senders, people, text, onText }: SenderMenuProps) {
  const { terms } = parseFilter(text)
  const chosen = terms.find(namesSender)?.value
  const names = new Map(people.map((person) => [person.identity, person.name]))
  const color = colorsOf(people)
  const choose = (sender: string | undefined): void => {
    const rest = terms.filter((term) => !namesSender(term))
    const own: FilterTerm[] =
      sender === undefined ? [] : [{ field: 'sender', op: ':', value: sender, negated: false }]
    onText(formatFilter([...rest, ...own]))
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ChipButton data-on={chosen !== undefined} className={classes.senderChip}>
          <span className="cut">{chosen === undefined ? 'all senders' : (names.get(chosen) ?? chosen)}</span>
        </ChipButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose(undefined)}>All senders</Menu.Item>
        {senders.map((sender) => (
          <Menu.Item
            key={sender}
            leftSection={<span className={classes.who} style={{ background: color(sender) }} />}
            onClick={() => choose(sender)}
          >
            {names.get(sender) ?? sender}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
