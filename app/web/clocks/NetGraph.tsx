/** The clock graph drawn: people as nodes, what relates them as lines. EdgeList.tsx says the same as a table. */
import { IconClock } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { personColor } from '../theme/people.ts'
import { useElementSize } from '../timeline/useElementSize.ts'
import { placeLabels } from './labelPlaces.ts'
import { drawnLinks, lineWidth, linesBetween } from './netLines.ts'
import { linkOf, UTC_NODE, type NetLink } from './net.ts'
import { layoutNet, type PlacedNode } from './netLayout.ts'
import type { Board } from './useClockBoard.ts'
import { labelLink, STATE_NAMES } from './words.ts'
import classes from './graph.module.css'

export function NetGraph({ board }: { readonly board: Board }) {
  const { net, view, setView, chosen, session } = board
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const [hover, setHover] = useState<string>()
  const nodes = useMemo(() => layoutNet(net.nodes, net.links, size), [net, size])
  const chosenLink = linkOf(net, chosen?.edgeId)
  const { links, isThinned, labelled } = drawnLinks(net, chosenLink, hover)
  const lines = linesBetween(links, nodes)
  const labels = placeLabels(
    lines.filter(({ id }) => labelled.has(id)).map((line) => ({ ...line, text: labelLink(line.link) })),
    nodes,
    lines,
  )
  const choose = (link: NetLink): void => {
    const at = link.edges.findIndex((edge) => edge.edgeId === chosen?.edgeId)
    setView({ edge: link.edges[(at + 1) % link.edges.length]!.edgeId, mark: undefined })
  }
  return (
    <div className={classes.frame}>
      <Legend
        isThinned={isThinned}
        shown={links.length}
        all={net.links.length}
        isWithheld={session.people.some((person) => person.withheld !== null)}
      />
      <div ref={frame} className={classes.canvas}>
        <svg width={size.width} height={size.height} role="group" aria-label="Graph of the clocks">
          {lines.map(({ link, id, ...ends }) => (
            <g
              key={id}
              className={classes.link}
              data-state={link.state}
              data-prior={link.edges[0]!.support === 'prior' || undefined}
              data-on={link === chosenLink || undefined}
              data-faint={
                (hover !== undefined && link.id !== hover && link.a !== hover && link.b !== hover) ||
                undefined
              }
              role="button"
              tabIndex={-1}
              aria-pressed={link === chosenLink}
              aria-label={`${nameOf(nodes, link.a)} and ${nameOf(nodes, link.b)}: ${labelLink(link)}, ${STATE_NAMES[link.state]}`}
              onClick={() => choose(link)}
              onPointerEnter={() => setHover(link.id)}
              onPointerLeave={() => setHover(undefined)}
            >
              <line {...ends} className={classes.hit} />
              <line {...ends} className={classes.line} strokeWidth={lineWidth(link)} />
            </g>
          ))}
          {labels.map(({ id, text, x, y, box }) => {
            const link = links.find((each) => each.id === id)!
            return (
              <g
                key={id}
                className={classes.label}
                data-state={link.state}
                data-on={link === chosenLink || undefined}
                aria-hidden
              >
                <rect {...box} rx={3} />
                <text x={x} y={y} textAnchor="middle" dominantBaseline="central">
                  {text}
                </text>
              </g>
            )
          })}
          {nodes.map((node) => (
            <Node
              key={node.node.id}
              placed={node}
              isOpen={view.who !== undefined && node.node.identity === view.who}
              onOpen={() => {
                const { identity } = node.node
                if (identity !== undefined) setView({ who: view.who === identity ? undefined : identity })
              }}
              onHover={(isIn) => setHover(isIn ? node.node.id : undefined)}
            />
          ))}
        </svg>
      </div>
    </div>
  )
}

const nameOf = (nodes: readonly PlacedNode[], id: string): string =>
  nodes.find((placed) => placed.node.id === id)?.node.label ?? id

interface NodeProps {
  readonly placed: PlacedNode
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onHover: (isIn: boolean) => void
}

function Node({ placed: { node, x, y, radius, label }, isOpen, onOpen, onHover }: NodeProps) {
  const count = node.recordingIds.length
  const isUtc = node.id === UTC_NODE
  const recordings = count === 1 ? '1 recording' : `${count} recordings`
  const priors = node.priors > 0 ? `, ${node.priors} tied to the wall clock` : ''
  const apart = node.isLinked ? '' : ', linked to nobody by content'
  const said = isUtc ? node.label : `${node.label}: ${recordings}${priors}${apart}`
  return (
    <g
      className={classes.node}
      data-utc={isUtc || undefined}
      data-linked={node.isLinked || undefined}
      data-open={isOpen || undefined}
      {...(isUtc
        ? { role: 'img', 'aria-label': said }
        : { role: 'button', tabIndex: 0, 'aria-expanded': isOpen, 'aria-label': said })}
      onClick={isUtc ? undefined : onOpen}
      onKeyDown={(event) => {
        if (isUtc || (event.key !== 'Enter' && event.key !== ' ')) return
        event.preventDefault()
        onOpen()
      }}
      onPointerEnter={() => onHover(true)}
      onPointerLeave={() => onHover(false)}
    >
      <title>{said}</title>
      <circle cx={x} cy={y} r={radius} style={{ stroke: personColor(node.person) }} />
      {isUtc && (
        <IconClock x={x - radius * 0.65} y={y - radius * 0.65} size={radius * 1.3} stroke={1.6} aria-hidden />
      )}
      {!isUtc && count > 1 && radius > 8 && (
        <text
          x={x}
          y={y}
          textAnchor="middle"
          dominantBaseline="central"
          className={classes.count}
          aria-hidden
        >
          {count}
        </text>
      )}
      {node.priors > 0 && radius > 8 && (
        <g className={classes.badge} aria-hidden>
          <circle cx={x + radius * 0.78} cy={y + radius * 0.78} r={7} />
          <IconClock x={x + radius * 0.78 - 5} y={y + radius * 0.78 - 5} size={10} stroke={2} />
        </g>
      )}
      <text
        className={classes.name}
        x={label.x}
        y={label.y}
        textAnchor={label.anchor}
        dominantBaseline="central"
        transform={label.turn === 0 ? undefined : `rotate(${label.turn} ${label.x} ${label.y})`}
        aria-hidden
      >
        {label.text}
      </text>
    </g>
  )
}

interface LegendProps {
  readonly isThinned: boolean
  readonly shown: number
  readonly all: number
  /** Whether somebody's recordings are not to be shown. */
  readonly isWithheld: boolean
}

function Legend({ isThinned, shown, all, isWithheld }: LegendProps) {
  return (
    <p className={classes.legend}>
      <em>
        <i data-sure="true" /> sure
      </em>
      <em>
        <i /> less sure
      </em>
      <em>
        <i data-state="muted" /> muted
      </em>
      <em>
        <i data-state="disagrees" /> disagrees with the rest
      </em>
      <em>
        <b aria-hidden /> linked to nobody
      </em>
      {isThinned && (
        <span>
          {shown} of {all} links: the surest that hold each group together, and what disagrees. Point at a
          person for theirs.
        </span>
      )}
      {isWithheld && <span>Withheld people are not shown; what was heard of them still has its say.</span>}
    </p>
  )
}
