/** A person over their recordings: whether they are withheld, by whom and why, and the way in and out of it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatWallDate } from '../../../core/time/zone.ts'
import { personColor } from '../theme/people.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { useAttempt } from '../widgets/useAttempt.ts'
import classes from './details.module.css'
import { showAgain } from './withholdActions.ts'
import { WithholdDialog } from './WithholdDialog.tsx'

interface PersonHeadProps {
  readonly session: SessionDetail
  readonly person: SessionDetail['people'][number]
  readonly zone: string
}

export function PersonHead({ session, person, zone }: PersonHeadProps) {
  const [isAsking, setAsking] = useState(false)
  const { isBusy, error, attempt } = useAttempt()
  const { name, identity, withheld } = person
  const index = session.people.indexOf(person)
  return (
    <>
      <h2>
        <i className={classes.who} style={{ background: personColor(index) }} />
        <span className="cut">{name}</span>
        {name !== identity && <span className="faint cut">{identity}</span>}
        <span className="grow" />
        {!withheld && (
          <Tooltip label={`Withhold ${name}…`}>
            <ActionIcon size="sm" aria-label={`Withhold ${name}…`} onClick={() => setAsking(true)}>
              <IconEyeOff size={14} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </h2>
      {withheld && (
        <p className={classes.withheld}>
          <IconEyeOff size={14} stroke={1.7} aria-hidden />
          <span className="grow">
            Withheld by {withheld.author}, {formatWallDate(withheld.createdWallUs, zone)}: {withheld.reason}
          </span>
          <Button
            size="compact-xs"
            variant="default"
            loading={isBusy}
            onClick={() => attempt(() => showAgain(session.sessionId, name, withheld))}
          >
            Show again
          </Button>
        </p>
      )}
      {error !== undefined && <ErrorNotice error={error} title={`${name} is still withheld`} compact />}
      {isAsking && <WithholdDialog session={session} identity={identity} onClose={() => setAsking(false)} />}
    </>
  )
}
