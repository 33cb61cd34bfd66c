/**
 * The timeline: overview, ruler, people's lanes and events on canvases of our own; heads, handles and playhead as
 * elements. The view and the segment belong to the parent, the clock to the player; what is here is how they look.
 */
import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { FindingView, Lane, SessionDetail } from '../../../core/protocol/index.ts'
import { micros, ZERO, type Micros, type Span } from '../../../core/time/index.ts'
import { findBounds } from './bounds.ts'
import { describe } from './describe.ts'
import { indexSenders, type TimelineLog } from './eventColumns.ts'
import { Heads } from './Heads.tsx'
import { createHoverStore } from './hoverStore.ts'
import { HoverTip } from './HoverTip.tsx'
import { LaneMenu } from './LaneMenu.tsx'
import { LanesCanvas } from './LanesCanvas.tsx'
import { findRowAt, HEADS_PX, HEIGHT, layoutRows, type LaneRow } from './layout.ts'
import { NoLanes } from './NoLanes.tsx'
import { Overview } from './Overview.tsx'
import { PaintedCanvas } from './PaintedCanvas.tsx'
import { paintRuler } from './paint/ruler.ts'
import type { Scene } from './paint/scene.ts'
import { fetchPeaks, type ReadPeaks } from './peaksStore.ts'
import { Playhead } from './Playhead.tsx'
import { SegmentBand } from './SegmentBand.tsx'
import { findCuts } from './snap.ts'
import type { Thumbnails } from './thumbnails.ts'
import classes from './timeline.module.css'
import type { TimelinePlayer } from './timelinePlayer.ts'
import { useElementSize } from './useElementSize.ts'
import { useLanePointer } from './useLanePointer.ts'
import { usePaintedPart } from './usePaintedPart.ts'
import { usePalette } from './usePalette.ts'
import { usePeaks } from './usePeaks.ts'
import { useThumbnailCount } from './useThumbnails.ts'
import { useFollow, useViewDriver } from './useViewDriver.ts'
import { usPerPx } from './viewport.ts'
import { ZoomButtons } from './ZoomButtons.tsx'

export interface TimelineProps {
  readonly session: SessionDetail
  readonly player: TimelinePlayer
  readonly segment: Span | undefined
  readonly onSegment: (segment: Span | undefined) => void
  /** The visible span of session time; `findBounds` and timelineCommands say where it may go. */
  readonly viewport: Span
  readonly onViewport: (viewport: Span) => void
  readonly logs?: TimelineLog | undefined
  readonly thumbnails?: Thumbnails | undefined
  readonly readPeaks?: ReadPeaks
  readonly onNudge?: ((lane: Lane) => void) | undefined
  readonly onCopyLink?: ((lane: Lane) => void) | undefined
  /** The lane under the pointer, for number keys. */
  readonly onHoverLane?: ((laneId: string | undefined) => void) | undefined
}

function groupFindings(list: readonly FindingView[]): ReadonlyMap<string, readonly FindingView[]> {
  const grouped = new Map<string, FindingView[]>()
  for (const finding of list) {
    if (finding.recordingId === null || finding.severity === 'info') continue
    const found = grouped.get(finding.recordingId)
    if (found) found.push(finding)
    else grouped.set(finding.recordingId, [finding])
  }
  return grouped
}

export function Timeline(props: TimelineProps): ReactElement {
  const { session, player, segment, onSegment, viewport, onViewport, logs, thumbnails } = props
  const root = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const lanes = useRef<HTMLDivElement>(null)
  const { width: widthPx } = useElementSize(lanes)
  const { height: heightPx } = useElementSize(root)
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const [menu, setMenu] = useState<{ row: LaneRow; at: { x: number; y: number } }>()
  const [hover] = useState(createHoverStore)
  const palette = usePalette()
  const { store: peaks, revision: peaksCount } = usePeaks(props.readPeaks ?? fetchPeaks)
  const revision = peaksCount + useThumbnailCount(thumbnails)
  const mix = useStore(player.state, (state) => state.lanes)

  const whole = useMemo(() => ({ start: ZERO, end: micros(session.durationUs) }), [session.durationUs])
  const bounds = useMemo(() => findBounds(session), [session])
  const layout = useMemo(() => layoutRows(session, collapsed), [session, collapsed])
  const part = usePaintedPart(scroller, layout.heightPx)
  const findings = useMemo(() => groupFindings(session.findingList), [session])
  const cuts = useMemo(() => findCuts(session.lanes), [session])
  const personOf = useMemo(
    () =>
      logs
        ? indexSenders(
            logs,
            session.people.map(({ identity }) => identity),
          )
        : () => -1,
    [logs, session.people],
  )
  const scale = useMemo(() => ({ view: viewport, widthPx }), [viewport, widthPx])
  const { epochWallUs } = session
  const scene = useMemo<Omit<Scene, 'pixelRatio'>>(
    () => ({
      scale,
      palette,
      epochWallUs,
      session: whole,
      peaks,
      thumbnails,
      mix,
      log: logs,
      personOf,
      findings,
      revision,
    }),
    [scale, palette, epochWallUs, whole, peaks, thumbnails, mix, logs, personOf, findings, revision],
  )
  const driver = useViewDriver(viewport, onViewport)
  useFollow(player, driver, bounds)

  const { onHoverLane } = props
  const describeAt = (time: Micros, y: number): string[] => {
    const inRows =
      y >= 0 &&
      scroller.current!.getBoundingClientRect().top <= lanes.current!.getBoundingClientRect().top + y
    const row = inRows ? findRowAt(layout, y) : undefined
    onHoverLane?.(row?.kind === 'lane' ? row.lane.laneId : undefined)
    return describe(row, time, { session, findings, log: logs, reachUs: usPerPx(scale) * 3 })
  }
  const pointer = useLanePointer({
    root,
    lanes,
    widthPx,
    bounds,
    durationUs: session.durationUs,
    driver,
    player,
    hover,
    segment,
    onSegment,
    cuts,
    events: logs?.tUs,
    describeAt,
  })
  const collapse = useCallback((identity: string) => {
    setCollapsed((before) => {
      const next = new Set(before)
      if (!next.delete(identity)) next.add(identity)
      return next
    })
  }, [])
  const openMenu = useCallback((row: LaneRow, at: { x: number; y: number }) => setMenu({ row, at }), [])
  const paintTicks = useCallback(
    (context: CanvasRenderingContext2D) => paintRuler(context, { scale, palette, epochWallUs }, HEIGHT.ruler),
    [scale, palette, epochWallUs],
  )
  const leave = (): void => {
    pointer.leave()
    onHoverLane?.(undefined)
  }

  return (
    <section ref={root} className={classes.timeline} aria-label="Timeline" data-testid="timeline">
      <div className={classes.corner}>
        <ZoomButtons driver={driver} bounds={bounds} player={player} />
      </div>
      <Overview
        layout={layout}
        view={viewport}
        bounds={bounds}
        widthPx={widthPx}
        palette={palette}
        driver={driver}
      />
      <div className={classes.rulerHead}>
        <span>session time</span>
        <span>UTC</span>
      </div>
      <div
        className={classes.ruler}
        onPointerDown={pointer.pressRuler}
        onPointerMove={pointer.moveOver}
        onPointerLeave={leave}
        data-testid="ruler"
      >
        <PaintedCanvas
          paint={paintTicks}
          widthPx={widthPx}
          heightPx={HEIGHT.ruler}
          label="Ruler: session time and UTC"
        />
      </div>
      <div ref={scroller} className={classes.scroller}>
        <div className={classes.rows} style={{ minHeight: layout.heightPx }}>
          <Heads layout={layout} player={player} onCollapse={collapse} onMenu={openMenu} />
          <div
            ref={lanes}
            className={classes.lanes}
            onPointerDown={pointer.pressLanes}
            onPointerMove={pointer.moveOver}
            onPointerLeave={leave}
            onContextMenu={(event) => {
              const row = findRowAt(layout, event.clientY - event.currentTarget.getBoundingClientRect().top)
              if (row?.kind !== 'lane') return
              event.preventDefault()
              leave()
              openMenu(row, { x: event.clientX, y: event.clientY })
            }}
            data-testid="lanes"
          >
            <LanesCanvas scene={scene} layout={layout} part={part} />
            {session.lanes.length === 0 && <NoLanes findings={session.findings} />}
          </div>
        </div>
      </div>
      <div className={classes.overlay} style={{ left: HEADS_PX, width: widthPx }}>
        {segment && (
          <SegmentBand
            segment={segment}
            scale={scale}
            durationUs={session.durationUs}
            onSegment={onSegment}
            timeAt={pointer.snappedTimeAt}
            follow={pointer.follow}
            onDrag={pointer.showDrag}
          />
        )}
        <Playhead player={player} scale={scale} />
        <HoverTip hover={hover} scale={scale} epochWallUs={epochWallUs} heightPx={heightPx} />
      </div>
      {menu && (
        <LaneMenu
          {...menu}
          player={player}
          onClose={() => setMenu(undefined)}
          onNudge={props.onNudge}
          onCopyLink={props.onCopyLink}
        />
      )}
    </section>
  )
}
