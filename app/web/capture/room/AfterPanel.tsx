/** One click brings the room into the workbench: what is in the bucket by now, also while it still runs. */
import { Button, Loader } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconExternalLink } from '@tabler/icons-react'
import type { IngestState, RoomState } from '../../../../capture/model/api.types.ts'
import { ErrorNotice } from '../../widgets/Notice.tsx'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import classes from './room.module.css'

const POLL_MS = 1000

export function AfterPanel({ project, state }: { readonly project: string; readonly state: RoomState }) {
  const path = `${roomPath(project, state.room)}/ingest`
  const queryKey = ['ingest', project, state.room]
  const client = useQueryClient()
  const ingest = useQuery({
    queryKey,
    queryFn: ({ signal }) => askAs<IngestState>(path, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? POLL_MS : false),
  })
  const start = useMutation({
    mutationFn: () => askAs<IngestState>(path, { method: 'POST', body: {} }),
    onSuccess: (now) => client.setQueryData(queryKey, now),
  })
  const now = ingest.data
  const isRunning = now?.state === 'running' || start.isPending
  const isEmpty = state.recordedBytes === 0
  const error = start.error ?? (now === undefined ? ingest.error : null)
  return (
    <div className={classes.form}>
      <p className="muted">
        {state.live
          ? 'Watch what is there so far: reads what is in the bucket by now into the workbench. The recording goes on.'
          : 'Reads the room’s recordings into the workbench: all on one timeline.'}
      </p>
      {isEmpty && <p className="muted">There is nothing in the bucket yet.</p>}
      {error !== null && <ErrorNotice compact error={error} title="The room could not be read in" />}
      {isRunning && (
        <p className={classes.progress} role="status">
          <Loader size={16} />
          {(now?.state === 'running' && now.message) || 'Reading …'}
        </p>
      )}
      {now?.state === 'failed' && !isRunning && (
        <p className={classes.error} role="alert">
          {now.message}
        </p>
      )}
      {now?.state === 'done' && !isRunning && (
        <p className="muted" role="status">
          {now.message}
        </p>
      )}
      <div className={classes.field}>
        {now?.url !== undefined && now.state === 'done' && (
          <Button
            component="a"
            href={now.url}
            target="_blank"
            rel="noreferrer"
            size="sm"
            rightSection={<IconExternalLink size={16} stroke={1.6} />}
          >
            Open in the workbench
          </Button>
        )}
        <Button
          size="sm"
          variant={now?.state === 'done' ? 'default' : 'filled'}
          disabled={isEmpty || isRunning}
          onClick={() => start.mutate()}
        >
          {now?.state === 'done' ? 'Read again' : state.live ? 'Watch so far' : 'Ingest into the workbench'}
        </Button>
      </div>
    </div>
  )
}
