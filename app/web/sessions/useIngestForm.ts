/** A source being typed, and its ingest started: what the dialog and the empty list share. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { api } from '../api/client.ts'
import { takeJob } from '../api/jobEvents.ts'
import { useIngest } from '../api/queries.ts'
import { checkSource, mergeRecent, type SourceCheck } from './ingestSource.ts'
import { readRecentSources, rememberSource } from './recentSources.ts'

const SOURCES_SQL = 'SELECT uri FROM sources ORDER BY last_ingested_at DESC LIMIT 20'

export interface IngestForm {
  readonly text: string
  readonly check: SourceCheck
  /** What is wrong with it, once a person has tried. */
  readonly problem: string | undefined
  readonly recent: readonly string[]
  readonly error: unknown
  readonly isPending: boolean
  setText(text: string): void
  submit(): void
}

export function useIngestForm(onStarted: () => void): IngestForm {
  const [text, setText] = useState('')
  const [hasTried, setHasTried] = useState(false)
  const ingest = useIngest((job, source) => {
    rememberSource(source)
    takeJob(job)
    onStarted()
  })
  const known = useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) =>
      (await api.query(SOURCES_SQL, 20, signal)).rows.map(([uri]) => String(uri)),
    staleTime: 0,
  })
  const recent = useMemo(() => mergeRecent(readRecentSources(), known.data ?? []), [known.data])
  const check = checkSource(text)
  return {
    text,
    check,
    problem: hasTried && check.kind === 'wrong' ? check.message : undefined,
    recent,
    error: ingest.error,
    isPending: ingest.isPending,
    setText: (next) => {
      setText(next)
      if (ingest.error) ingest.reset()
    },
    submit: () => {
      setHasTried(true)
      if (check.kind !== 'folder' && check.kind !== 's3') return
      ingest.mutate(check.source)
    },
  }
}
