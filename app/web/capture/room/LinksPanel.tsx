/** Join links of a room: one a person; whoever has it can join as that person. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JoinLink } from '../../../../capture/model/api.types.ts'
import { CopyText } from '../../widgets/CopyText.tsx'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import { nameRoom } from '../wall/nameRoom.ts'
import classes from './room.module.css'

export function LinksPanel({ project, room }: { readonly project: string; readonly room: string }) {
  const path = `${roomPath(project, room)}/links`
  const [name, setName] = useState('')
  const identity = nameRoom(name)
  const links = useQuery({
    queryKey: ['links', project, room],
    queryFn: ({ signal }) => askAs<JoinLink[]>(path, { signal }),
  })
  const make = useMutation({
    mutationFn: () => askAs<JoinLink>(path, { method: 'POST', body: { identity, name: name.trim() } }),
    onSuccess: () => {
      setName('')
      void links.refetch()
    },
  })
  const error = make.error ?? links.error
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (identity !== '') make.mutate()
      }}
    >
      {links.data?.length === 0 && <p className="muted">Give each person a link of their own.</p>}
      <ul className={classes.links} aria-label="Join links">
        {links.data?.map((link) => (
          <li key={link.code}>
            <span className="cut">{link.name || link.identity}</span>
            <CopyText text={link.url} what={`the link of ${link.name || link.identity}`} />
          </li>
        ))}
      </ul>
      {error !== null && <ErrorNotice compact error={error} title="The links are not there" />}
      <div className={classes.field}>
        <TextInput
          className="grow"
          aria-label="Name of the person"
          placeholder="Name of the person"
          size="sm"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" variant="default" disabled={identity === ''} loading={make.isPending}>
          Make a link
        </Button>
      </div>
    </form>
  )
}
