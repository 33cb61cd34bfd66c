/** The button beside the segment's chip: its ends as numbers, and the way to clear it. */
import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { Span } from '../../../core/time/span.ts'
import { SegmentFields } from './SegmentFields.tsx'
import classes from './segment.module.css'

interface SegmentEditProps {
  readonly segment: Span
  readonly durationUs: number
  readonly onSegment: (segment: Span | undefined) => void
}

export function SegmentEdit({ segment, durationUs, onSegment }: SegmentEditProps) {
  const [opened, setOpened] = useState(false)
  return (
    <Popover position="top" withArrow trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Tooltip label="Type the segment's ends" disabled={opened}>
          <ActionIcon size="sm" aria-label="Type the segment's ends" onClick={() => setOpened(!opened)}>
            <IconPencil size={14} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.popover}>
        <SegmentFields segment={segment} durationUs={durationUs} onSegment={onSegment} />
        <Button variant="default" onClick={() => onSegment(undefined)}>
          Clear
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
