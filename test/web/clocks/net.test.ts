import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeState } from '../../../app/web/clocks/edges.ts'
import { overlap, placeLabels } from '../../../app/web/clocks/labelPlaces.ts'
import { buildNet, linkOf, mainLinks, type Net } from '../../../app/web/clocks/net.ts'
import { cutLabel, layoutNet } from '../../../app/web/clocks/netLayout.ts'
import { drawnLinks, linesBetween, lineWidth } from '../../../app/web/clocks/netLines.ts'
import { labelLink } from '../../../app/web/clocks/words.ts'
import type { ClockGraph } from '../../../core/protocol/clock.ts'
import { makeClockGraph, makeClockSession, makeCrowd, makeEdge } from '../makeClockGraph.ts'

const edits = { mute: [], unmute: [] }
const net = (graph: ClockGraph, opened?: string, utc = false): Net =>
  buildNet(graph, { people: makeClockSession(graph).people, edits, opened, utc, sourceName: (name) => name })
const graph = makeClockGraph()
const nameOf = (id: string): string => id.replace('person:', '')

describe('what an edge says beside the rest', () => {
  const edge = makeEdge({ edgeId: 'e', from: 'media:a', to: 'media:b', sigmaUs: 10_000 })
  it.each([
    ['agrees', {}],
    ['disagrees', { leaveOneOutUs: -31_000, residualUs: -29_000 }],
    ['agrees', { leaveOneOutUs: -31_000, residualUs: -100 }],
    ['disagrees', { weight: 0.49 }],
    ['agrees', { leaveOneOutUs: null, weight: 1 }],
    ['outranked', { used: false, weight: null, leaveOneOutUs: null }],
    ['muted', { muted: { muteId: 'm', note: null, author: 'ada', createdWallUs: 0 }, used: false }],
  ] as const)('%s', (state, changes) => expect(edgeState({ ...edge, ...changes }, edits)).toBe(state))

  it('is muted or speaks again as soon as a person says so', () => {
    expect(edgeState(edge, { mute: ['e'], unmute: [] })).toBe('muted')
    const muted = { ...edge, muted: { muteId: 'm', note: null, author: 'ada', createdWallUs: 0 } }
    expect(edgeState(muted, { mute: [], unmute: ['e'] })).toBe('agrees')
  })
})

describe('the net of people', () => {
  it('has each person once, in their order, and folds the edges of two into one link', () => {
    const { nodes, links } = net(graph)
    expect(nodes.map((node) => node.label)).toEqual([
      'Ms Adeyemi',
      'Leo',
      'Ben',
      'Mia',
      'Zoë',
      'Screen',
      'Ann',
    ])
    const folded = links.find((link) => link.edges.length > 1)!
    expect([nameOf(folded.a), nameOf(folded.b)]).toEqual(['ben', 'mia'])
    expect(folded.edges.map((edge) => edge.edgeId)).toEqual(['ben-mia', 'ben-mia2'])
    expect(labelLink(folded)).toBe('±8 ms × 2')
    expect(links.filter((link) => link.state === 'disagrees').map(labelLink)).toEqual([
      'sound: off by 380 ms',
    ])
    expect(links.filter((link) => link.state === 'muted')).toHaveLength(1)
  })

  it('counts what ties a person to the wall clock, or shows that as a node', () => {
    expect(net(graph).nodes.map((node) => node.priors)).toEqual([1, 1, 1, 2, 1, 1, 0])
    const shown = net(graph, undefined, true)
    expect(shown.nodes.at(-1)!.kind).toBe('utc')
    expect(shown.links.filter((link) => link.a === 'utc' || link.b === 'utc')).toHaveLength(6)
  })

  it('opens a person into their recordings', () => {
    const opened = net(graph, 'mia')
    expect(opened.nodes.filter((node) => node.identity === 'mia').map((node) => node.label)).toEqual([
      'Mia · microphone',
      'Mia · microphone (2)',
    ])
    expect(linkOf(opened, 'ben-mia2')!.edges).toHaveLength(1)
  })

  it('draws of a thicket what holds it together, what disagrees, and what is asked for', () => {
    const crowd = net(makeCrowd(40))
    const main = mainLinks(crowd)
    expect(crowd.links).toHaveLength(780)
    expect(main.length).toBeLessThanOrEqual(40)
    expect(main.some((link) => link.state === 'disagrees')).toBe(true)
    const drawn = drawnLinks(crowd, undefined, crowd.nodes[3]!.id)
    expect(drawn.isThinned).toBe(true)
    expect(drawn.links.filter((link) => [link.a, link.b].includes(crowd.nodes[3]!.id))).toHaveLength(39)
    expect(drawnLinks(net(graph), undefined, undefined).isThinned).toBe(false)
  })

  it('draws a sure link thicker', () => {
    const widths = [5e3, 50e3, 500e3, 5e6].map((sigmaUs) =>
      lineWidth({ ...net(graph).links[0]!, state: 'agrees', sigmaUs }),
    )
    expect(widths).toEqual(widths.toSorted((a, b) => b - a))
    expect([widths[0], widths[3]]).toEqual([3, 1])
  })
})

const size = { width: 620, height: 360 }
const places = (one: Net) => layoutNet(one.nodes, one.links, size).map(({ node, x, y }) => [node.id, x, y])

describe('the layout', () => {
  const sizes = fc.record({
    width: fc.integer({ min: 320, max: 1400 }),
    height: fc.integer({ min: 240, max: 900 }),
  })

  it('is the same for the same graph, whatever the order of its edges', () => {
    const turned = net({ ...graph, edges: graph.edges.toReversed() })
    expect(places(turned)).toEqual(places(net(graph)))
  })

  it('lays no word over a node, a name or another word, for few and for many, at any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), sizes, (count, at) => {
        const crowd = net(makeCrowd(count))
        const nodes = layoutNet(crowd.nodes, crowd.links, at)
        const lines = linesBetween(crowd.links, nodes)
        const labels = placeLabels(
          lines.map((line) => ({ ...line, text: labelLink(line.link) })),
          nodes,
        )
        const discs = nodes.map(({ x, y, radius }) => ({
          x: x - radius,
          y: y - radius,
          width: 2 * radius,
          height: 2 * radius,
        }))
        const solid = [...discs, ...nodes.map((node) => node.label.box)]
        for (const [index, { box }] of labels.entries()) {
          expect(solid.some((other) => overlap(box, other))).toBe(false)
          expect(labels.slice(0, index).some((other) => overlap(box, other.box))).toBe(false)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives the drawing’s people a word on every link', () => {
    const { nodes, links } = net(graph)
    const placed = layoutNet(nodes, links, size)
    const lines = linesBetween(links, placed).map((line) => ({ ...line, text: labelLink(line.link) }))
    expect(placeLabels(lines, placed)).toHaveLength(links.length)
  })

  it('keeps forty people and their names inside', () => {
    const crowd = net(makeCrowd(40))
    for (const { label } of layoutNet(crowd.nodes, crowd.links, { width: 620, height: 360 })) {
      expect(label.box.x).toBeGreaterThanOrEqual(-10)
      expect(label.box.y).toBeGreaterThanOrEqual(-10)
      expect(label.box.x + label.box.width).toBeLessThanOrEqual(630)
      expect(label.box.y + label.box.height).toBeLessThanOrEqual(370)
    }
  })

  it('cuts a long name in the middle, where the numbers of a class differ at the end', () => {
    expect(cutLabel('Leo')).toBe('Leo')
    expect(cutLabel('Student number 17', 14)).toBe('Student…ber 17')
  })
})
