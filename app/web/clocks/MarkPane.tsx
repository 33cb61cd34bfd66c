/** One event in two lanes: each is scrubbed to it, and the pair becomes an edge that is not applied yet. */
import { Button, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useImperativeHandle, useRef, useState, type Ref } from 'react'
import { CommandTip } from '../commands/CommandTip.tsx'
import { runCommand } from '../commands/context.ts'
import { addMark } from './draft.ts'
import { changeDraft } from './draftStore.ts'
import { MarkLane, type MarkLaneHandle } from './MarkLane.tsx'
import { MarkList } from './MarkList.tsx'
import { checkMark, MARK_SIGMAS, matchingMoment } from './marks.ts'
import type { Board } from './useClockBoard.ts'
import classes from './clocks.module.css'
import markClasses from './marks.module.css'

export interface MarkHandle {
  /** Moves the lane that was touched last by frames. */
  readonly step: (frames: number) => void
}

interface MarkPaneProps {
  readonly board: Board
  readonly pair: readonly [string, string]
  readonly mediaOrigin: string
  readonly zone: string
  readonly ref: Ref<MarkHandle>
}

export function MarkPane({ board, pair, mediaOrigin, zone, ref }: MarkPaneProps) {
  const { graph, session, setView } = board
  const lanes = [useRef<MarkLaneHandle>(null), useRef<MarkLaneHandle>(null)] as const
  const [active, setActive] = useState<0 | 1>(0)
  const [moments, setMoments] = useState<Readonly<Record<string, number>>>({})
  const [sigmaUs, setSigmaUs] = useState(MARK_SIGMAS[1]!.us)
  const [note, setNote] = useState('')
  useImperativeHandle(ref, () => ({ step: (frames) => lanes[active].current?.step(frames) }))

  const problem = checkMark(pair, moments)
  const add = (): void => {
    if (problem !== undefined) return
    const [fromRecordingId, toRecordingId] = pair
    const mark = {
      draftId: crypto.randomUUID(),
      fromRecordingId,
      fromMediaUs: Math.round(moments[fromRecordingId]!),
      toRecordingId,
      toMediaUs: Math.round(moments[toRecordingId]!),
      sigmaUs,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    }
    changeDraft(session.sessionId, 'mark an event in two lanes', (draft) => addMark(draft, mark))
    setNote('')
  }
  return (
    <section className={classes.evidencePane} aria-labelledby="mark-title">
      <header className={classes.paneHead} data-line>
        <h2 id="mark-title">One event in two lanes</h2>
        <span className="muted grow cut">a clap, a first syllable, a gesture both pictures show</span>
        <CommandTip command="clocks.mark" label="Back to the evidence">
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} />}
            onClick={() => runCommand('clocks.mark')}
          >
            Close
          </Button>
        </CommandTip>
      </header>
      <div className={classes.evidenceBody} tabIndex={0} role="region" aria-label="Mark">
        <div className={markClasses.lanes}>
          {([0, 1] as const).map((side) => (
            <MarkLane
              key={side}
              ref={lanes[side]}
              board={board}
              mediaOrigin={mediaOrigin}
              side={side}
              recordingId={pair[side]}
              others={[pair[1 - side]!]}
              isActive={active === side}
              onActive={() => setActive(side)}
              mediaUs={moments[pair[side]]}
              suggestedUs={matchingMoment({
                graph,
                session,
                from: pair[1 - side]!,
                to: pair[side],
                fromUs: moments[pair[1 - side]!],
              })}
              onMoment={(us) => setMoments((before) => ({ ...before, [pair[side]]: us }))}
              onRecording={(id) => setView({ mark: side === 0 ? [id, pair[1]] : [pair[0], id] })}
            />
          ))}
        </div>
        <div className={markClasses.markEnd}>
          <Select
            aria-label="How exactly it can be placed"
            data={MARK_SIGMAS.map(({ us, name }) => ({ value: String(us), label: name }))}
            value={String(sigmaUs)}
            allowDeselect={false}
            onChange={(value) => setSigmaUs(Number(value ?? sigmaUs))}
          />
          <TextInput
            className="grow"
            aria-label="What happens there"
            placeholder="What happens there? e.g. she claps"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button disabled={problem !== undefined} onClick={add}>
            Add the mark
          </Button>
        </div>
        {problem !== undefined && <p className="muted">{problem}</p>}
        <MarkList board={board} zone={zone} />
      </div>
    </section>
  )
}
