/** The filter's field with its fault, the senders, and the switch of the clocks. */
import { ActionIcon, CloseButton, Popover, TextInput } from '@mantine/core'
import { IconFilter, IconHelp } from '@tabler/icons-react'
import { lazy, Suspense, useState, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { ChipButton } from '../widgets/Chip.tsx'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { parseFilter } from './filterTerms.ts'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'
import { SenderMenu } from './SenderMenu.tsx'

const FilterHelp = lazy(async () => ({ default: (await import('./FilterHelp.tsx')).FilterHelp }))

interface FilterBarProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
  /** Undefined until the first of it has been read. */
  readonly log: LogColumns | undefined
  readonly filterRef: RefObject<HTMLInputElement | null>
}

export function FilterBar({ session, store, log, filterRef }: FilterBarProps) {
  const text = useStore(store, (state) => state.logFilter)
  const clocks = useStore(store, (state) => state.logClocks)
  const { setLogFilter, toggleLogClocks } = store.getState()
  const { problem } = parseFilter(text)
  return (
    <div className={classes.filter}>
      <TextInput
        ref={filterRef}
        className={classes.filterField}
        variant="unstyled"
        aria-label="Filter the log: text, field:value, sender"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'log-filter-problem'}
        placeholder="Filter: text, field:value, sender"
        leftSection={<IconFilter size={14} stroke={1.6} />}
        rightSectionWidth={text === '' ? 28 : 52}
        rightSection={
          <>
            {text !== '' && (
              <CloseButton
                size="sm"
                aria-label="Clear the filter"
                onClick={() => {
                  setLogFilter('')
                  filterRef.current?.focus()
                }}
              />
            )}
            <HelpButton
              onExample={(example) => {
                setLogFilter(text.trim() === '' ? example : `${text.trim()} ${example}`)
                filterRef.current?.focus()
              }}
            />
          </>
        }
        value={text}
        onChange={(event) => setLogFilter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key !== 'Escape') return
          if (text === '') event.currentTarget.blur()
          setLogFilter('')
        }}
      />
      <div className={classes.chips}>
        <SenderMenu senders={log?.senders ?? []} people={session.people} text={text} onText={setLogFilter} />
        <CommandTip command="log.clocks" label="The recorder’s and the sender’s clock, and their difference">
          <ChipButton on={clocks} onClick={toggleLogClocks}>
            2 clocks
          </ChipButton>
        </CommandTip>
      </div>
      {problem !== undefined && (
        <p id="log-filter-problem" className={classes.problem} role="status">
          {problem}
        </p>
      )}
    </div>
  )
}

function HelpButton({ onExample }: { readonly onExample: (example: string) => void }) {
  const [opened, setOpened] = useState(false)
  const choose = (example: string): void => {
    setOpened(false)
    onExample(example)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          size="sm"
          aria-label="How to filter"
          title="How to filter"
          onClick={() => setOpened(!opened)}
        >
          <IconHelp size={15} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="How to filter">
        <Suspense fallback={null}>{opened && <FilterHelp onExample={choose} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
