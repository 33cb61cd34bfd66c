/** Every room of a project as it stands now; which page of them is in the URL. */
import { Button, Pagination } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Project } from '../../../../capture/model/api.types.ts'
import { ChipButton } from '../../widgets/Chip.tsx'
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx'
import { formatCount } from '../../widgets/quantities.ts'
import { useIdleSignal } from '../../widgets/useIdleSignal.ts'
import { CaptureBar } from '../CaptureBar.tsx'
import { ProjectChoice } from '../ProjectChoice.tsx'
import { useOpened } from '../useOpened.ts'
import { useMayDo } from '../useMayDo.ts'
import { Alerts } from './Alerts.tsx'
import { LinkChip } from './LinkChip.tsx'
import { moveByArrows } from './moveByArrows.ts'
import { NewRoom } from './NewRoom.tsx'
import { RoomTile } from './RoomTile.tsx'
import { SheetResult } from './SheetResult.tsx'
import { useSheet } from './useSheet.ts'
import { openWall, PAGE_SIZE, type WallStore, type WallView } from './wallStore.ts'
import { listAlerts } from './wallState.ts'
import classes from './wall.module.css'

export function WallPlace({ project }: { readonly project: Project }) {
  const [, navigate] = useLocation()
  const search = useSearch()
  const view = parseView(search)
  const [hasPictures, setHasPictures] = useState(false)
  const wall = useWall(project.project, view)
  const setView = (next: Partial<WallView>): void =>
    navigate(formatView(search, { ...view, ...next }), { replace: true })
  useEffect(() => {
    document.title = 'Live wall – Lockstep'
  }, [])
  return (
    <>
      <CaptureBar aside={<ProjectChoice project={project} />} />
      {wall === undefined ? (
        <main />
      ) : (
        <Shown
          project={project}
          wall={wall}
          view={view}
          onView={setView}
          hasPictures={hasPictures}
          onPictures={() => setHasPictures(!hasPictures)}
        />
      )}
    </>
  )
}

interface ShownProps {
  readonly project: Project
  readonly wall: WallStore
  readonly view: WallView
  readonly onView: (view: Partial<WallView>) => void
  readonly hasPictures: boolean
  readonly onPictures: () => void
}

function Shown({ project, wall, view, onView, hasPictures, onPictures }: ShownProps) {
  const { order, total, live, recording, error, link } = useStore(
    wall.state,
    useShallow(({ order, total, live, recording, error, link }) => ({
      order,
      total,
      live,
      recording,
      error,
      link,
    })),
  )
  useIdleSignal(order !== undefined || error !== undefined)
  const mayManage = useMayDo('manage')
  // Here, since the buttons move to another place with the first room: what became of the sheet must outlive that.
  const sheet = useSheet(project.project, wall.refresh)
  const acts = mayManage ? <NewRoom project={project.project} sheet={sheet} /> : undefined
  const pages = Math.ceil(total / PAGE_SIZE)
  const hasTools = view.isLiveOnly || total > 0
  // Rooms of the last page have gone, or an address names a page that never was.
  const isBeyond = order?.length === 0 && view.page > 0
  useEffect(() => {
    if (isBeyond) onView({ page: 0 })
  })
  return (
    <main className={classes.place}>
      <h1 className="visuallyHidden">Live wall</h1>
      <SheetResult sheet={sheet} />
      <WallAlerts wall={wall} />
      {error !== undefined && order === undefined && (
        <ErrorNotice
          error={error}
          title="The rooms could not be read"
          actions={<Button onClick={wall.refresh}>Try again</Button>}
        />
      )}
      {order !== undefined && hasTools && (
        <div className={classes.tools}>
          <span className={classes.counts} role="status">
            <b>{formatCount(live)}</b> live · <b>{formatCount(recording)}</b> recording
            {!view.isLiveOnly && (
              <>
                {' '}
                · <b>{formatCount(total)}</b> {total === 1 ? 'room' : 'rooms'}
              </>
            )}
          </span>
          <ChipButton on={view.isLiveOnly} onClick={() => onView({ isLiveOnly: !view.isLiveOnly, page: 0 })}>
            Live only
          </ChipButton>
          <ChipButton on={hasPictures} onClick={onPictures}>
            Pictures
          </ChipButton>
          {order.length > 0 && acts}
          <span className="grow" />
          <LinkChip link={error === undefined ? link : 'lost'} />
          <Pager pages={pages} page={view.page} onPage={(page) => onView({ page })} />
        </div>
      )}
      {order !== undefined && order.length === 0 && (
        <NoRooms
          acts={acts}
          isLiveOnly={view.isLiveOnly}
          onAll={() => onView({ isLiveOnly: false, page: 0 })}
        />
      )}
      {order !== undefined && order.length > 0 && (
        <ul className={classes.grid} aria-label="Rooms" onKeyDown={moveByArrows}>
          {order.map((room) => (
            <RoomTile key={room} project={project.project} room={room} wall={wall} hasPicture={hasPictures} />
          ))}
        </ul>
      )}
    </main>
  )
}

function WallAlerts({ wall }: { readonly wall: WallStore }) {
  const { alerts, rooms } = useStore(
    wall.state,
    useShallow((state) => ({ alerts: state.alerts, rooms: state.rooms })),
  )
  return <Alerts alerts={useMemo(() => listAlerts({ alerts, rooms }), [alerts, rooms])} />
}

interface PagerProps {
  readonly pages: number
  readonly page: number
  readonly onPage: (page: number) => void
}

function Pager({ pages, page, onPage }: PagerProps) {
  if (pages < 2) return null
  return (
    <nav aria-label="Pages of rooms">
      <Pagination
        size="sm"
        total={pages}
        value={page + 1}
        onChange={(next) => onPage(next - 1)}
        getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
        getControlProps={(control) => ({ 'aria-label': `${control} page` })}
      />
    </nav>
  )
}

interface NoRoomsProps {
  readonly isLiveOnly: boolean
  readonly onAll: () => void
  readonly acts: ReactNode
}

function NoRooms({ isLiveOnly, onAll, acts }: NoRoomsProps) {
  if (isLiveOnly)
    return (
      <Notice title="No room is live" actions={<Button onClick={onAll}>Show all rooms</Button>}>
        A room is live while someone is in it.
      </Notice>
    )
  return (
    <Notice title="No rooms yet" actions={acts}>
      Make one room by its name, or a whole study day from a sheet: a CSV with{' '}
      <code className="mono">room,identity,name,date</code> makes its rooms and a join link for each person.
    </Notice>
  )
}

function useWall(project: string, { page, isLiveOnly }: WallView): WallStore | undefined {
  const wall = useOpened(useCallback(() => openWall(project), [project]))
  useEffect(() => wall?.show({ page, isLiveOnly }), [wall, page, isLiveOnly])
  return wall
}

const parseView = (search: string): WallView => {
  const asked = new URLSearchParams(search)
  const page = Number(asked.get('page'))
  return { page: Number.isSafeInteger(page) && page > 0 ? page : 0, isLiveOnly: asked.get('live') === '1' }
}

const formatView = (search: string, { page, isLiveOnly }: WallView): string => {
  const next = new URLSearchParams(search)
  next.delete('page')
  next.delete('live')
  if (page > 0) next.set('page', String(page))
  if (isLiveOnly) next.set('live', '1')
  return next.size === 0 ? '/' : `/?${next}`
}
