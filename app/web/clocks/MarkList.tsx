/** The marks there are, and those in hand: each can be taken back. */
import { ChipButton } from '../widgets/Chip.tsx'
import { formatDay } from '../widgets/quantities.ts'
import { toggleMark } from './draft.ts'
import { changeDraft } from './draftStore.ts'
import type { Board } from './useClockBoard.ts'
import { formatSure, nameRecordingOf } from './words.ts'
import classes from './clocks.module.css'
import markClasses from './marks.module.css'

export function MarkList({ board, zone }: { readonly board: Board; readonly zone: string }) {
  const { base, draft, session } = board
  const { marks } = base
  if (marks.length + draft.marks.length === 0) return null
  const withdraw = (markId: string, name: string): void =>
    changeDraft(session.sessionId, name, (before) => toggleMark(before, markId))
  const pair = (mark: { fromRecordingId: string; toRecordingId: string; sigmaUs: number }): string =>
    `${nameRecordingOf(base, mark.fromRecordingId)} ↔ ${nameRecordingOf(base, mark.toRecordingId)} ±${formatSure(mark.sigmaUs)}`
  return (
    <section aria-labelledby="marks-title" className={markClasses.marks}>
      <h3 id="marks-title">Marks</h3>
      <ul>
        {draft.marks.map((mark) => (
          <li key={mark.draftId} data-changed>
            <span className="grow">
              {pair(mark)} <span className="muted">{mark.note}</span>
            </span>
            <span className={classes.tag}>not applied</span>
            <ChipButton onClick={() => withdraw(mark.draftId, 'take out a mark')}>Take out</ChipButton>
          </li>
        ))}
        {marks.map((mark) => {
          const isGoing = draft.withdrawMarks.includes(mark.markId)
          return (
            <li key={mark.markId} data-changed={isGoing || undefined}>
              <span className="grow" data-going={isGoing || undefined}>
                {pair(mark)}{' '}
                <span className="muted">
                  {mark.note === null ? '' : `${mark.note} · `}
                  {mark.author}, {formatDay(mark.createdWallUs, zone)}
                </span>
              </span>
              <ChipButton onClick={() => withdraw(mark.markId, isGoing ? 'keep a mark' : 'withdraw a mark')}>
                {isGoing ? 'Keep it' : 'Withdraw'}
              </ChipButton>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
