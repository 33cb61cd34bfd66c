/** Playing, stepping and jumping. */
import { inWorkbench, type Command } from './command.ts'

const SECOND = 1e6

export const playCommands: Command[] = [
  inWorkbench({
    id: 'play.toggle',
    name: 'Play or pause',
    group: 'Play',
    keys: ['Space'],
    run: ({ player, shuttle }) => (shuttle.stop(), player.toggle()),
  }),
  inWorkbench({
    id: 'play.back',
    name: 'Play backwards, again: faster',
    group: 'Play',
    keys: ['j'],
    run: ({ shuttle }) => shuttle.press('j'),
  }),
  inWorkbench({
    id: 'play.stop',
    name: 'Stop',
    group: 'Play',
    keys: ['k'],
    run: ({ shuttle }) => shuttle.press('k'),
  }),
  inWorkbench({
    id: 'play.forward',
    name: 'Play, again: faster',
    group: 'Play',
    keys: ['l'],
    run: ({ shuttle }) => shuttle.press('l'),
  }),
  inWorkbench({
    id: 'step.back',
    name: 'One frame back',
    group: 'Play',
    keys: ['ArrowLeft', ','],
    repeats: true,
    run: ({ player }) => player.step(-1),
  }),
  inWorkbench({
    id: 'step.forward',
    name: 'One frame on',
    group: 'Play',
    keys: ['ArrowRight', '.'],
    repeats: true,
    run: ({ player }) => player.step(1),
  }),
  inWorkbench({
    id: 'jump.back.second',
    name: 'One second back',
    group: 'Play',
    keys: ['Shift+ArrowLeft'],
    repeats: true,
    run: ({ player }) => player.seek(player.now() - SECOND),
  }),
  inWorkbench({
    id: 'jump.forward.second',
    name: 'One second on',
    group: 'Play',
    keys: ['Shift+ArrowRight'],
    repeats: true,
    run: ({ player }) => player.seek(player.now() + SECOND),
  }),
  inWorkbench({
    id: 'jump.back.ten',
    name: 'Ten seconds back',
    group: 'Play',
    keys: ['Alt+ArrowLeft'],
    repeats: true,
    run: ({ player }) => player.seek(player.now() - 10 * SECOND),
  }),
  inWorkbench({
    id: 'jump.forward.ten',
    name: 'Ten seconds on',
    group: 'Play',
    keys: ['Alt+ArrowRight'],
    repeats: true,
    run: ({ player }) => player.seek(player.now() + 10 * SECOND),
  }),
  inWorkbench({
    id: 'jump.start',
    name: 'To the start',
    group: 'Play',
    keys: ['Home'],
    run: ({ player }) => player.seek(0),
  }),
  inWorkbench({
    id: 'jump.end',
    name: 'To the end',
    group: 'Play',
    keys: ['End'],
    run: ({ player, session }) => player.seek(session.durationUs),
  }),
]
