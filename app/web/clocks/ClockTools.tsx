/** What one can do with the clocks: align, mark, certify; and what becomes of the changes in hand. */
import { Button, TextInput } from '@mantine/core'
import { IconCertificate, IconCrosshair, IconEar } from '@tabler/icons-react'
import { Link } from 'wouter'
import { describeError } from '../api/problem.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { runCommand } from '../commands/context.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { formatDay } from '../widgets/quantities.ts'
import { discardDraft, draftOf, putDraft } from './draftStore.ts'
import type { Aligning } from './useAligning.ts'
import type { useChanges } from './useChanges.ts'
import type { Board } from './useClockBoard.ts'
import { describeMoves } from './words.ts'
import classes from './clocks.module.css'

interface ClockToolsProps {
  readonly board: Board
  readonly zone: string
  readonly aligning: Aligning
  readonly written: ReturnType<typeof useChanges>
}

export function ClockTools({ board, zone, aligning, written }: ClockToolsProps) {
  const { base, session, view, changes } = board
  const { compared, refused } = base.pairs
  return (
    <div className={classes.tools} role="toolbar" aria-label="Clocks" data-waiting={changes > 0 || undefined}>
      <CommandTip command="clocks.align">
        <Button
          variant={base.alignedWallUs === null ? 'filled' : 'default'}
          leftSection={<IconEar size={14} stroke={1.7} />}
          className={classes.folds ?? ''}
          aria-label="Align by sound"
          loading={aligning.isStarting}
          disabled={aligning.job !== undefined}
          onClick={aligning.start}
        >
          Align by sound
        </Button>
      </CommandTip>
      <CommandTip command="clocks.mark">
        <Button
          variant="default"
          leftSection={<IconCrosshair size={14} stroke={1.7} />}
          aria-pressed={view.mark !== undefined}
          data-on={view.mark !== undefined}
          className={`${classes.toggle} ${classes.folds}`}
          aria-label="Mark in two lanes"
          onClick={() => runCommand('clocks.mark')}
        >
          Mark in two lanes
        </Button>
      </CommandTip>
      <CommandTip command="go.certificate">
        <Button
          variant="default"
          component={Link}
          href={`${sessionPath(session.sessionId)}/certificate`}
          leftSection={<IconCertificate size={14} stroke={1.7} />}
          className={classes.folds ?? ''}
          aria-label="Certificate"
        >
          Certificate
        </Button>
      </CommandTip>
      {changes === 0 && (
        <span className={`${classes.said} muted`}>
          {base.alignedWallUs === null
            ? 'sound never compared'
            : `${compared} ${compared === 1 ? 'pair' : 'pairs'} of sounds compared, ${refused} refused · ${formatDay(base.alignedWallUs, zone)}`}
        </span>
      )}
      <span className="grow" />
      {changes > 0 && <Waiting board={board} written={written} />}
    </div>
  )
}

function Waiting({ board, written }: Pick<ClockToolsProps, 'board' | 'written'>) {
  const { session, draft, changes, moves, previewError, isPreviewing } = board
  const { sessionId } = session
  const error = written.apply.error ?? previewError
  return (
    <>
      <span className={classes.said} role={error ? 'alert' : 'status'} data-failed={error ? true : undefined}>
        {error
          ? `${describeError(error).message}. ${describeError(error).hint ?? ''}`
          : describeMoves(changes, isPreviewing ? undefined : moves) + (isPreviewing ? ' …' : '')}
      </span>
      <TextInput
        className={classes.why}
        aria-label="Why these changes"
        placeholder="Why? Kept with them"
        value={draft.note}
        onChange={(event) => putDraft(sessionId, { ...draftOf(sessionId), note: event.currentTarget.value })}
      />
      <Button variant="subtle" color="gray" onClick={() => discardDraft(sessionId)}>
        Discard
      </Button>
      <CommandTip command="undo">
        <Button variant="default" onClick={() => runCommand('undo')}>
          Undo
        </Button>
      </CommandTip>
      <CommandTip command="clocks.preview">
        <Button variant="default" disabled={!written.canPreview} onClick={written.preview}>
          Preview in player
        </Button>
      </CommandTip>
      <CommandTip command="clocks.apply">
        <Button loading={written.apply.isPending} onClick={() => written.apply.mutate()}>
          Apply
        </Button>
      </CommandTip>
    </>
  )
}
