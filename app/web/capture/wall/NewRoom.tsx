/** Makes one room by its name; a study day of many comes from a sheet. */
import { Button, FileButton, Popover, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconPlus, IconTable } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { projectPath, roomHref } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import { nameRoom } from './nameRoom.ts'
import type { useSheet } from './useSheet.ts'
import classes from './wall.module.css'

interface NewRoomProps {
  readonly project: string
  readonly sheet: ReturnType<typeof useSheet>
}

export function NewRoom({ project, sheet }: NewRoomProps) {
  const [isOpen, setIsOpen] = useState(false)
  const resetFile = useRef<() => void>(null)
  const take = (file: File | null): void => {
    if (file !== null) sheet.mutate(file)
    // The same file can be chosen again, once it is mended.
    resetFile.current?.()
  }
  return (
    <>
      <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={320} trapFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.7} />}
            onClick={() => setIsOpen(!isOpen)}
          >
            New room
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <RoomForm project={project} />
        </Popover.Dropdown>
      </Popover>
      <FileButton accept=".csv,text/csv" resetRef={resetFile} onChange={take}>
        {(props) => (
          <Button
            variant="default"
            loading={sheet.isPending}
            leftSection={<IconTable size={16} stroke={1.7} />}
            title="A CSV with room, identity, name and date: rooms and a join link for each person"
            {...props}
          >
            Study day from a sheet
          </Button>
        )}
      </FileButton>
    </>
  )
}

function RoomForm({ project }: { readonly project: string }) {
  const [title, setTitle] = useState('')
  const [, navigate] = useLocation()
  const search = useSearch()
  const name = nameRoom(title)
  const make = useMutation({
    mutationFn: () =>
      askAs<unknown>(`${projectPath(project)}/rooms`, {
        method: 'POST',
        body: { name, title: title.trim() },
      }),
    onSuccess: () => navigate(roomHref(name, search)),
  })
  return (
    <form
      className={classes.newRoom}
      onSubmit={(event) => {
        event.preventDefault()
        if (name !== '') make.mutate()
      }}
    >
      <TextInput
        label="Name of the room"
        size="sm"
        maxLength={200}
        data-autofocus
        value={title}
        description={name === '' ? 'As people see it' : `In addresses and files: ${name}`}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {make.error !== null && <ErrorNotice compact error={make.error} title="The room was not made" />}
      <Button type="submit" size="sm" disabled={name === ''} loading={make.isPending}>
        Make it
      </Button>
    </form>
  )
}
