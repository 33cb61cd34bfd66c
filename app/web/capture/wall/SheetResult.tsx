/** What became of a sheet: rooms, links to hand out, lines that could not be read. */
import { Button, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { saveFile } from '../../query/saveFile.ts'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { formatCount } from '../../widgets/quantities.ts'
import { formatCsv } from '../formatCsv.ts'
import type { useSheet } from './useSheet.ts'
import classes from './wall.module.css'

export function SheetResult({ sheet }: { readonly sheet: ReturnType<typeof useSheet> }) {
  const { data, error } = sheet
  return (
    <Modal
      opened={data !== undefined || error !== null}
      onClose={sheet.reset}
      title="Study day from a sheet"
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
    >
      {error !== null && <ErrorNotice compact error={error} title="The sheet could not be taken" />}
      {data !== undefined && (
        <div className={classes.newRoom}>
          <p>
            {countOf(data.rooms.length, 'room')} and {countOf(data.links.length, 'join link')} are there.
          </p>
          {data.problems.length > 0 && (
            <ul className={classes.problems} aria-label="Lines that were left out">
              {data.problems.map(({ line, message }) => (
                <li key={`${line} ${message}`}>
                  Line {line}: {message}
                </li>
              ))}
            </ul>
          )}
          <Button
            size="sm"
            disabled={data.links.length === 0}
            leftSection={<IconDownload size={16} stroke={1.6} />}
            onClick={() => {
              const rows = data.links.map(({ room, identity, name, url }) => [room, identity, name, url])
              saveFile(
                new Blob([formatCsv([['room', 'identity', 'name', 'link'], ...rows])], { type: 'text/csv' }),
                'join-links.csv',
              )
            }}
          >
            Links as CSV
          </Button>
        </div>
      )}
    </Modal>
  )
}

const countOf = (count: number, what: string): string =>
  `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
