/** One room: who is in it and what is recorded of them; watching, starting, telling, marking, and what comes after. */
import { Button } from '@mantine/core'
import {
  IconArrowLeft,
  IconEar,
  IconEye,
  IconPlayerRecordFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, useSearch } from 'wouter'
import type { Project, RoomState } from '../../../../capture/model/api.types.ts'
import { ChipButton } from '../../widgets/Chip.tsx'
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx'
import { useIdleSignal } from '../../widgets/useIdleSignal.ts'
import bar from '../../widgets/topBar.module.css'
import { CaptureBar } from '../CaptureBar.tsx'
import { LiveMark } from '../LiveMark.tsx'
import { placeHref } from '../projects.ts'
import { useMayDo } from '../useMayDo.ts'
import { useRecording } from '../useRecording.ts'
import { Alerts } from '../wall/Alerts.tsx'
import { LinkChip } from '../wall/LinkChip.tsx'
import { describeAmount, describeRecording } from '../wall/roomWords.ts'
import { SinceText } from '../wall/SinceText.tsx'
import { AfterPanel } from './AfterPanel.tsx'
import { LinksPanel } from './LinksPanel.tsx'
import { MarkerForm } from './MarkerForm.tsx'
import { MessageForm } from './MessageForm.tsx'
import { PeopleTable } from './PeopleTable.tsx'
import { useRoom } from './useRoom.ts'
import classes from './room.module.css'

const WatchPane = lazy(async () => ({ default: (await import('../live/WatchPane.tsx')).WatchPane }))

export function RoomPlace({ project, room }: { readonly project: Project; readonly room: string }) {
  const { data, error, link, refetch, isPending } = useRoom(project.project, room)
  const search = useSearch()
  const title = data?.title || room
  useIdleSignal(!isPending)
  useEffect(() => {
    document.title = `${title} – Lockstep`
  }, [title])
  return (
    <>
      <CaptureBar aside={<LinkChip link={link} />}>
        <Link href={placeHref('/', search)} className={classes.back} aria-label="Back to the live wall">
          <IconArrowLeft size={18} stroke={1.7} aria-hidden />
        </Link>
        <h1 className={`${bar.brand} ${classes.heading} cut`}>{title}</h1>
        {data !== undefined && <LiveMark isLive={data.live} />}
      </CaptureBar>
      <main className={classes.place}>
        {data === undefined && error !== null && (
          <ErrorNotice
            error={error}
            title="This room could not be read"
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          />
        )}
        {data !== undefined && <Shown project={project} state={data} />}
      </main>
    </>
  )
}

function Shown({ project, state }: { readonly project: Project; readonly state: RoomState }) {
  const mayOperate = useMayDo('operate')
  const mayManage = useMayDo('manage')
  const { room } = state
  return (
    <>
      <Alerts alerts={state.alerts} room={room} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <RecordingBar project={project.project} state={state} />
          <Watching project={project.project} state={state} />
          <PeopleTable project={project.project} state={state} />
        </div>
        <div className={classes.column}>
          {mayOperate && (
            <>
              <section className={classes.panel} aria-labelledby="marker">
                <h2 id="marker">Marker</h2>
                <MarkerForm project={project.project} room={room} />
              </section>
              <section className={classes.panel} aria-labelledby="message">
                <h2 id="message">Message to the room</h2>
                <MessageForm project={project.project} room={room} isLive={state.live} />
              </section>
              <section className={classes.panel} aria-labelledby="after">
                <h2 id="after">After</h2>
                <AfterPanel project={project.project} state={state} />
              </section>
            </>
          )}
          {mayManage && (
            <section className={classes.panel} aria-labelledby="links">
              <h2 id="links">Join links</h2>
              <LinksPanel project={project.project} room={room} />
            </section>
          )}
          {!mayOperate && (
            <Notice compact title="You may watch">
              Starting, messages and markers need a key with the scope “operate”.
            </Notice>
          )}
        </div>
      </div>
    </>
  )
}

function RecordingBar({ project, state }: { readonly project: string; readonly state: RoomState }) {
  const mayOperate = useMayDo('operate')
  const recording = useRecording(project, state.room)
  const amount = describeAmount(state)
  return (
    <section className={classes.recording} aria-label="Recording">
      <span className={classes.dot} data-on={state.recording} aria-hidden />
      <div className="grow">
        <strong>{describeRecording(state)}</strong>
        <div className="muted">
          {amount === '' ? 'nothing yet' : `${amount} recorded, all tracks together`}
          {state.live && state.openedAt !== undefined && (
            <>
              {' · '}
              <SinceText since={state.openedAt} before="open for " />
            </>
          )}
          {state.autoRecord ? ' · auto record' : ' · started by hand'}
        </div>
        {state.lastError !== undefined && <div className={classes.error}>Last error: {state.lastError}</div>}
      </div>
      {mayOperate && (
        <Button
          size="sm"
          variant={state.recording ? 'default' : 'filled'}
          disabled={!state.live && !state.recording}
          loading={recording.isPending}
          leftSection={
            state.recording ? <IconPlayerStopFilled size={16} /> : <IconPlayerRecordFilled size={16} />
          }
          onClick={() => recording.mutate(state.recording ? 'stop' : 'start')}
        >
          {state.recording ? 'Stop recording' : 'Start recording'}
        </Button>
      )}
    </section>
  )
}

function Watching({ project, state }: { readonly project: string; readonly state: RoomState }) {
  const [isWatching, setIsWatching] = useState(false)
  const [isHeard, setIsHeard] = useState(false)
  if (!state.live)
    return <p className={classes.offline}>Nobody is in this room now. It opens when someone joins.</p>
  return (
    <section className={classes.watch} aria-label="Watch">
      <div className={classes.watchTools}>
        <ChipButton on={isWatching} onClick={() => setIsWatching(!isWatching)}>
          <IconEye size={16} stroke={1.6} aria-hidden /> Watch
        </ChipButton>
        <ChipButton on={isWatching && isHeard} disabled={!isWatching} onClick={() => setIsHeard(!isHeard)}>
          <IconEar size={16} stroke={1.6} aria-hidden /> Listen
        </ChipButton>
        <span className="faint">hidden: nobody in the room sees you</span>
      </div>
      {isWatching && (
        <Suspense fallback={null}>
          <WatchPane project={project} room={state.room} isHeard={isHeard} />
        </Suspense>
      )}
    </section>
  )
}
