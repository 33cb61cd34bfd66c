/** What a person with a link meets: the card, then the room, then a word of good-bye. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { JoinCard } from '../../../../capture/model/api.types.ts'
import { Notice } from '../../widgets/Notice.tsx'
import { useIdleSignal } from '../../widgets/useIdleSignal.ts'
import { ask } from '../ask.ts'
import { CaptureBar } from '../CaptureBar.tsx'
import { InRoom } from './InRoom.tsx'
import { JoinForm } from './JoinForm.tsx'
import { describeRefusal, type Words } from './joinWords.ts'
import type { LiveChoice } from './liveRoom.ts'
import bar from '../../widgets/topBar.module.css'
import classes from './join.module.css'

export function JoinPlace({ code }: { readonly code: string }) {
  const [joined, setJoined] = useState<LiveChoice>()
  const [ended, setEnded] = useState<Words>()
  const card = useQuery({
    queryKey: ['join', code],
    queryFn: ({ signal }) => ask<JoinCard>(`/join/${encodeURIComponent(code)}`, { signal }),
    retry: false,
  })
  const title = card.data?.title || card.data?.room
  useIdleSignal(!card.isPending)
  useEffect(() => {
    document.title = title === undefined ? 'Join – Lockstep' : `${title} – Lockstep`
  }, [title])

  if (joined !== undefined && card.data !== undefined && ended === undefined)
    return <InRoom code={code} card={card.data} choice={joined} onEnd={setEnded} />
  return (
    <>
      <CaptureBar>
        <span className={bar.brand}>Lockstep</span>
      </CaptureBar>
      <main className={classes.place}>
        {ended !== undefined && (
          <Notice
            alone
            title={ended.title}
            actions={
              <Button
                size="md"
                onClick={() => {
                  setEnded(undefined)
                  setJoined(undefined)
                  // The consent text may have changed meanwhile.
                  void card.refetch()
                }}
              >
                Join again
              </Button>
            }
          >
            {ended.text}
          </Notice>
        )}
        {ended === undefined && card.data !== undefined && (
          <JoinForm card={card.data} code={code} onJoin={setJoined} onStale={() => void card.refetch()} />
        )}
        {ended === undefined && card.data === undefined && card.isPending && (
          <p className={classes.waiting} role="status">
            Opening your link …
          </p>
        )}
        {ended === undefined && card.data === undefined && card.error !== null && (
          <Refused error={card.error} isBusy={card.isFetching} onRetry={() => void card.refetch()} />
        )}
      </main>
    </>
  )
}

interface RefusedProps {
  readonly error: unknown
  readonly isBusy: boolean
  readonly onRetry: () => void
}

function Refused({ error, isBusy, onRetry }: RefusedProps) {
  const { title, text, mayRetry } = describeRefusal(error)
  return (
    <Notice
      alone
      tone="error"
      title={title}
      actions={
        mayRetry && (
          <Button size="md" loading={isBusy} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {text}
    </Notice>
  )
}
