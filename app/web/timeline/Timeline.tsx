/**
 * The timeline: overview, ruler, pinned and scrolling rows on canvases of our own; heads, handles and playhead as
 * elements. The state belongs to the parent, the clock to the player; what is here is how they look.
 */
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent, type ReactElement } from 'react'
import { UTC, type Micros } from '../../../core/time/index.ts'
import { spanOfNew } from './annotationTracks.ts'
import { findBounds } from './bounds.ts'
import { Corner } from './corner/Corner.tsx'
import { RulerHead } from './corner/RulerHead.tsx'
import { describe, describeAnnotation } from './describe.ts'
import { createHoverStore } from './hoverStore.ts'
import { HoverTip } from './HoverTip.tsx'
import { findVisibleRows, HEADS_PX, type Row } from './layout.ts'
import { NoLanes } from './NoLanes.tsx'
import { Overview } from './Overview.tsx'
import { fetchPeakBytes } from './peakBytes.ts'
import { createPeaksStore } from './peaksStore.ts'
import { Playhead } from './Playhead.tsx'
import { findPreview } from './preview.ts'
import { RowMenu } from './RowMenu.tsx'
import { RowsBlock, type LaneHandlers } from './RowsBlock.tsx'
import { useRowsUnderPointer } from './useRowsUnderPointer.ts'
import { Ruler } from './Ruler.tsx'
import { SegmentBand } from './SegmentBand.tsx'
import { findCuts } from './snap.ts'
import classes from './timeline.module.css'
import type { TimelineProps } from './timelineProps.ts'
import { useAnnotationPointer } from './useAnnotationPointer.ts'
import { useArrivals } from './useArrivals.ts'
import { useElementSize } from './useElementSize.ts'
import { useLanePointer } from './useLanePointer.ts'
import { usePaintedPart } from './usePaintedPart.ts'
import { useScene } from './useScene.ts'
import { useTimelineRows } from './useTimelineRows.ts'
import { useFollow, useViewDriver } from './useViewDriver.ts'
import { usPerPx } from './viewport.ts'

export type { TimelineProps } from './timelineProps.ts'

interface OpenMenu {
  readonly row: Row
  readonly at: { readonly x: number; readonly y: number }
}

export function Timeline(props: TimelineProps): ReactElement {
  const { session, player, segment, onSegment, viewport, onViewport, logs, thumbnails, edits } = props
  const { arrangement, zone = UTC, leads = 'session', onHoverLane, onAnnotationNew } = props
  const root = useRef<HTMLElement>(null)
  const ruler = useRef<HTMLDivElement>(null)
  const pinned = useRef<HTMLDivElement>(null)
  const pinnedLanes = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const lanes = useRef<HTMLDivElement>(null)
  const { width: widthPx } = useElementSize(lanes)
  const { height: heightPx } = useElementSize(root)
  const [menu, setMenu] = useState<OpenMenu>()
  const [hover] = useState(createHoverStore)
  const annotationPointer = useAnnotationPointer()
  const { readPeaks = fetchPeakBytes } = props
  const peaks = useMemo(() => createPeaksStore(readPeaks), [readPeaks])
  const revision = useArrivals(peaks) + useArrivals(thumbnails) + useArrivals(props.signals?.store)

  const bounds = useMemo(() => findBounds(session), [session])
  const rows = useTimelineRows(props)
  const { layout, annotations, talk, wantTalk } = rows
  const part = usePaintedPart(scroller, layout.heightPx)
  const cuts = useMemo(() => findCuts(session.lanes), [session])
  const { draft } = annotationPointer
  const scene = useScene(props, { rows, peaks, revision, widthPx, draft })
  const { scale, findings } = scene
  const { epochWallUs, durationUs } = session
  const driver = useViewDriver(viewport, onViewport)
  useFollow(player, driver, bounds)

  const showsTalk =
    findVisibleRows(layout, part.topPx, part.heightPx).some(({ kind }) => kind === 'talk') ||
    layout.pinned.rows.some(({ kind }) => kind === 'talk')
  useEffect(() => {
    if (showsTalk) wantTalk()
  })

  const under = useRowsUnderPointer({ ruler, pinned, scroller, pinnedLanes, lanes }, { layout, scene })
  const describeAt = (place: { clientX: number; clientY: number }, time: Micros): string[] => {
    const row = under.rowAt(place)
    onHoverLane?.(row?.kind === 'lane' ? row.lane.laneId : undefined)
    const hit = under.hitAt(place)
    hover.setState({ preview: hit ? undefined : findPreview(row, time) })
    if (hit) return describeAnnotation(hit.annotation)
    return describe(row, time, { session, findings, log: logs, reachUs: usPerPx(scale) * 3, zone, scene })
  }
  const pointer = useLanePointer({
    root,
    lanes,
    widthPx,
    bounds,
    durationUs,
    driver,
    player,
    hover,
    segment,
    onSegment,
    cuts,
    loose: () => [annotations?.edges, talk?.track.edges, logs?.tUs],
    describeAt,
    hitAt: under.hitAt,
    annotations: annotationPointer,
    annotationActions: {
      change: props.onAnnotationChange,
      choose(annotation) {
        props.onAnnotation?.(annotation)
        player.seek(annotation.startUs as Micros)
      },
    },
  })
  const openMenu = useCallback((row: Row, at: OpenMenu['at']) => setMenu({ row, at }), [])
  const leave = (): void => {
    pointer.leave()
    onHoverLane?.(undefined)
  }
  const makeNew = (row: Row | undefined, clientX: number): void => {
    const tier = row && scene.tiers.get(row.key)
    if (tier?.tierId === undefined) return
    onAnnotationNew?.(tier.tierId, spanOfNew(pointer.timeAt({ clientX }), segment, durationUs))
  }
  const handlers: LaneHandlers = {
    onPointerDown: (event) => {
      // A drag may cling to utterances.
      wantTalk()
      pointer.pressLanes(event)
    },
    onPointerMove: pointer.moveOver,
    onPointerLeave: leave,
    onDoubleClick: (event: MouseEvent) => {
      if (!under.hitAt(event)) makeNew(under.rowAt(event), event.clientX)
    },
    onContextMenu: (event: MouseEvent) => {
      const row = under.rowAt(event)
      if (!row) return
      event.preventDefault()
      leave()
      openMenu(row, { x: event.clientX, y: event.clientY })
    },
  }
  const blocks = {
    order: layout.order,
    player,
    signals: props.signals,
    edits,
    onMenu: openMenu,
    scene,
    handlers,
  }

  return (
    <section ref={root} className={classes.timeline} aria-label="Timeline" data-testid="timeline">
      <Corner
        layout={layout}
        filter={arrangement.laneFilter}
        hiddenCount={arrangement.hidden.length}
        edits={edits}
        onSignals={props.onSignals}
      />
      <Overview scene={scene} people={layout.people} segment={segment} bounds={bounds} driver={driver} />
      <RulerHead
        zone={zone}
        epochWallUs={epochWallUs}
        leads={leads}
        onZone={props.onZone}
        driver={driver}
        bounds={bounds}
        player={player}
      />
      <Ruler
        ref={ruler}
        scene={scene}
        leads={leads}
        onPointerDown={pointer.pressRuler}
        onPointerMove={pointer.moveOver}
        onPointerLeave={leave}
      />
      {layout.pinned.rows.length > 0 && (
        <div ref={pinned} className={classes.pinned}>
          <RowsBlock
            {...blocks}
            block={layout.pinned}
            isPinned
            part={{ topPx: 0, heightPx: layout.pinned.heightPx }}
            lanes={pinnedLanes}
          />
        </div>
      )}
      <div ref={scroller} className={classes.scroller}>
        <RowsBlock {...blocks} block={layout} isPinned={false} part={part} lanes={lanes}>
          {session.lanes.length === 0 && <NoLanes findings={session.findings} />}
        </RowsBlock>
      </div>
      <div className={classes.overlay} style={{ left: HEADS_PX, width: widthPx }}>
        {segment && (
          <SegmentBand
            segment={segment}
            scale={scale}
            durationUs={durationUs}
            onSegment={onSegment}
            timeAt={pointer.snappedTimeAt}
            follow={pointer.follow}
            onDrag={pointer.showDrag}
          />
        )}
        <Playhead player={player} scale={scale} />
        <HoverTip
          hover={hover}
          scale={scale}
          epochWallUs={epochWallUs}
          heightPx={heightPx}
          recordedZone={session.zone}
          player={player}
          thumbnails={thumbnails}
        />
      </div>
      {menu && (
        <RowMenu
          {...menu}
          layout={layout}
          edits={edits}
          laneItems={props.laneItems}
          onNew={onAnnotationNew && menu.row.kind === 'tier' ? () => makeNew(menu.row, menu.at.x) : undefined}
          onClose={() => setMenu(undefined)}
        />
      )}
    </section>
  )
}
