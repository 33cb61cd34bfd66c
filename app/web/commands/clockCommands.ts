/** The clock view: from edge to edge, hearing and muting one, a mark in two lanes, and what becomes of changes. */
import { inClocks, type Command } from './command.ts'

const group = 'Clocks'

export const clockCommands: Command[] = [
  inClocks({
    id: 'clocks.next',
    name: 'Next edge',
    group,
    keys: ['ArrowDown', 'j'],
    repeats: true,
    run: ({ step }) => step(1),
  }),
  inClocks({
    id: 'clocks.previous',
    name: 'Edge before',
    group,
    keys: ['ArrowUp', 'k'],
    repeats: true,
    run: ({ step }) => step(-1),
  }),
  inClocks({
    id: 'clocks.open',
    name: 'To the edge’s evidence',
    group,
    keys: ['Enter'],
    run: ({ open }) => open(),
  }),
  inClocks({
    id: 'clocks.hear',
    name: 'Hear both recordings at the match',
    group,
    keys: ['Space'],
    run: ({ hear }) => hear(),
  }),
  inClocks({
    id: 'clocks.mute',
    name: 'Mute the edge, or let it speak again',
    group,
    keys: ['m'],
    run: ({ mute }) => mute(),
  }),
  inClocks({
    id: 'clocks.view',
    name: 'Edges as a graph or a table',
    group,
    keys: ['v'],
    run: ({ switchView }) => switchView(),
  }),
  inClocks({
    id: 'clocks.mark',
    name: 'Mark one event in two lanes',
    group,
    keys: ['n'],
    run: ({ mark }) => mark(),
  }),
  inClocks({
    id: 'clocks.frameEarlier',
    name: 'The mark’s lane one frame back',
    group,
    keys: ['ArrowLeft', ','],
    repeats: true,
    when: ({ scrub }) => scrub !== undefined,
    run: ({ scrub }) => scrub?.(-1),
  }),
  inClocks({
    id: 'clocks.frameLater',
    name: 'The mark’s lane one frame on',
    group,
    keys: ['ArrowRight', '.'],
    repeats: true,
    when: ({ scrub }) => scrub !== undefined,
    run: ({ scrub }) => scrub?.(1),
  }),
  inClocks({
    id: 'clocks.align',
    name: 'Align by sound',
    group,
    keys: ['a'],
    run: ({ align }) => align(),
  }),
  inClocks({
    id: 'clocks.preview',
    name: 'Preview the changes in the player',
    group,
    keys: ['p'],
    run: ({ preview }) => preview(),
  }),
  inClocks({
    id: 'clocks.apply',
    name: 'Apply the changes to the clocks',
    group,
    keys: ['Mod+Enter'],
    run: ({ apply }) => apply(),
  }),
]
