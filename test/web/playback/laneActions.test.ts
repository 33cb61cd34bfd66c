import { beforeEach, describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { forgetEdits, redo, undo } from '../../../app/web/commands/undoStore.ts'
import { COMMANDS } from '../../../app/web/commands/table.ts'
import { formatGain } from '../../../app/web/playback/formatGain.ts'
import {
  laneUnderHand,
  listLaneActions,
  runLaneAction,
  type LaneContext,
} from '../../../app/web/playback/laneActions.ts'
import { soundLanesOf } from '../../../app/web/playback/laneSound.ts'
import type { Player, PlayerState } from '../../../app/web/playback/player.types.ts'
import { firstState } from '../../../app/web/playback/playerState.ts'
import { soundNoteOf } from '../../../app/web/playback/soundNote.ts'
import { createStageStore } from '../../../app/web/playback/stageStore.ts'
import { nameStill } from '../../../app/web/playback/stillImage.ts'
import { firstView } from '../../../app/web/workbench/workbenchState.ts'
import { createWorkbenchStore } from '../../../app/web/workbench/workbenchStore.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const laneOf = (laneId: string) => session.lanes.find((lane) => lane.laneId === laneId)!

let context: LaneContext

beforeEach(() => {
  forgetEdits()
  const state = createStore<PlayerState>(() => firstState(session, 'webcodecs'))
  const player = {
    state,
    now: () => 10e6,
    setLane: (laneId: string, patch: object) =>
      state.setState(({ lanes }) => ({ lanes: { ...lanes, [laneId]: { ...lanes[laneId]!, ...patch } } })),
    pictures: { picture: () => undefined },
  }
  context = {
    session,
    player: player as unknown as Player,
    store: createWorkbenchStore(firstView(session)),
    stage: createStageStore(),
  }
})

const run = (id: Parameters<typeof runLaneAction>[0], laneId: string): void =>
  runLaneAction(id, laneId, context)
const idsOf = (laneId: string): string[] => listLaneActions(laneOf(laneId), context).map(({ id }) => id)
const view = () => context.store.getState()

describe('what can be done to a lane', () => {
  it('is all of it for a camera with a microphone, and less for what is not on the stage', () => {
    expect(idsOf('leo/camera')).toEqual([
      'focus',
      'compare',
      'pin',
      'right',
      'hide',
      'mute',
      'solo',
      'details',
      'nudge',
      'still',
      'original',
      'link',
      'withhold',
    ])
    expect(idsOf('mia/camera')).not.toContain('mute')
    expect(idsOf('leo/microphone')).toEqual([
      'pin',
      'hide',
      'mute',
      'solo',
      'details',
      'nudge',
      'original',
      'link',
      'withhold',
    ])
  })

  it('names rows of the table of commands', () => {
    const known = new Set(COMMANDS.map(({ id }) => id))
    for (const lane of session.lanes)
      for (const { command } of listLaneActions(lane, context))
        if (command !== undefined) expect([command, known.has(command)]).toEqual([command, true])
  })

  it('says why it cannot be done, and does nothing then', () => {
    const still = listLaneActions(laneOf('leo/camera'), context).find(({ id }) => id === 'still')!
    expect(still.unavailable).toBe('no picture is shown yet')
    still.run()
    expect(context.stage.getState().said).toBeUndefined()
  })

  it('pins, hides and moves so that it can be taken back and done again', () => {
    run('pin', 'mia/camera')
    run('hide', 'leo/camera')
    expect([view().pinned, view().hidden]).toEqual([['mia/camera'], ['leo/camera']])
    expect(undo()).toBe('hide a lane')
    expect(undo()).toBe('pin a lane')
    expect([view().pinned, view().hidden]).toEqual([[], []])
    redo()
    expect(view().pinned).toEqual(['mia/camera'])
    undo()
    run('right', 'leo/camera')
    expect(view().order).toEqual(['mia/camera', 'leo/camera'])
    run('left', 'leo/camera')
    expect(view().order).toEqual(['leo/camera', 'mia/camera'])
  })

  it('mutes and solos the microphone of a camera, and names the way back', () => {
    run('mute', 'leo/camera')
    expect(context.player.state.getState().lanes['leo/microphone']?.muted).toBe(true)
    const mute = listLaneActions(laneOf('leo/camera'), context).find(({ id }) => id === 'mute')!
    expect([mute.name, mute.isOn]).toEqual(['Unmute', true])
    run('solo', 'leo/microphone')
    expect(context.player.state.getState().lanes['leo/microphone']?.solo).toBe(true)
  })

  it('focuses and compares', () => {
    run('focus', 'mia/camera')
    expect([view().layout, view().focus]).toEqual(['focus', 'mia/camera'])
    run('compare', 'leo/camera')
    expect([view().layout, view().focus, view().other]).toEqual(['compare', 'leo/camera', 'mia/camera'])
    run('focus', 'leo/camera')
    expect(view().layout).toBe('grid')
  })

  it('opens the details and the nudge of the recording that plays', () => {
    run('details', 'mia/camera')
    expect([view().tab, view().recording]).toEqual(['details', 'mia1'])
    run('nudge', 'mia/camera')
    expect(context.stage.getState().nudge?.recordingId).toBe('mia1')
  })

  it('is meant for the lane under the pointer, else for the focused one', () => {
    expect(laneUnderHand(context)).toBeUndefined()
    view().setFocus('mia/camera')
    expect(laneUnderHand(context)).toBe('mia/camera')
    context.stage.setState({ hover: 'leo/microphone' })
    expect(laneUnderHand(context)).toBe('leo/microphone')
  })
})

describe('sound in words', () => {
  it('finds what is heard with a lane', () => {
    expect(soundLanesOf(session, laneOf('leo/camera'))).toEqual(['leo/microphone'])
    expect(soundLanesOf(session, laneOf('leo/microphone'))).toEqual(['leo/microphone'])
    expect(soundLanesOf(session, { ...laneOf('leo/camera'), source: 'screen_share' })).toEqual([])
  })

  it('writes gains with a sign', () => {
    expect([-60, -12, 0, 3].map(formatGain)).toEqual(['silent', '−12 dB', '0 dB', '+3 dB'])
  })

  it('says why nothing is heard', () => {
    const heard = { rate: 1, playing: true, isUnlocked: true, route: 'ready' } as const
    expect(soundNoteOf(heard)).toBeUndefined()
    expect(soundNoteOf({ ...heard, rate: 4, playing: false, route: 'refused' })).toBe('Sound is muted at 4×')
    expect(soundNoteOf({ ...heard, rate: 2, route: 'loading' })).toBe('Sound at 2× is loading')
    expect(soundNoteOf({ ...heard, rate: 2, route: 'failed' })).toContain('cannot keep its pitch')
    expect(soundNoteOf({ ...heard, isUnlocked: false })).toBe('Click anywhere to hear sound')
    expect(soundNoteOf({ ...heard, isUnlocked: false, playing: false })).toBeUndefined()
  })
})

describe('a still image', () => {
  it('is named by session, person, source and time, safely for every file system', () => {
    expect(nameStill(session, laneOf('leo/camera'), 684_366_000)).toBe(
      'Fractions_group_3-leo-camera-0.11.24.366.png',
    )
  })
})
