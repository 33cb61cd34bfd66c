/** The list as a file, for other programs. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { annotationFileUrl, type AnnotationFormat } from '../api/review.ts'
import { formatCount } from '../widgets/quantities.ts'

const FORMATS: readonly (readonly [AnnotationFormat, string])[] = [
  ['csv', 'CSV, for a spreadsheet'],
  ['vtt', 'WebVTT, for a player'],
  ['jsonl', 'JSON lines, for a script'],
]

export function ExportMenu({ sessionId, count }: { readonly sessionId: string; readonly count: number }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Save the list as a file">
          <ActionIcon size="sm" aria-label="Save the list as a file">
            <IconDownload size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All {formatCount(count)}</Menu.Label>
        {FORMATS.map(([format, name]) => (
          <Menu.Item key={format} component="a" href={annotationFileUrl(sessionId, format)} download>
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>Markers alone</Menu.Label>
        {FORMATS.map(([format, name]) => (
          <Menu.Item
            key={format}
            component="a"
            href={annotationFileUrl(sessionId, format, { markersOnly: true })}
            download
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
