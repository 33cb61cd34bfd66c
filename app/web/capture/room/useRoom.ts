/** One room as it stands: read once, then by events; by asking where the events are not heard. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { RoomState } from '../../../../capture/model/api.types.ts'
import { roomPath } from '../projects.ts'
import { askAs, signedIn } from '../signedIn.ts'
import { openWallEvents, type Link } from '../wall/wallEvents.ts'

const POLL_MS = 10_000

export function useRoom(project: string, room: string) {
  const [link, setLink] = useState<Link>('connecting')
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['room', project, room],
    queryFn: ({ signal }) => askAs<RoomState>(roomPath(project, room), { signal }),
    refetchInterval: POLL_MS,
  })
  useEffect(
    () =>
      openWallEvents({
        project,
        token: () => signedIn.getState().bearer?.token,
        onRoom: (changed) => {
          if (changed.room === room) client.setQueryData(['room', project, room], changed)
        },
        onLink: (now) => {
          setLink(now)
          if (now === 'open') void client.invalidateQueries({ queryKey: ['room', project, room] })
        },
      }),
    [client, project, room],
  )
  return { ...query, link }
}
