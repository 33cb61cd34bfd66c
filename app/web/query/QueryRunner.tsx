/** SQL over the catalog: write, run, look, go there, take away. Read-only; the server refuses the rest. */
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { listExamples } from './examples.ts'
import { QueryFailure } from './QueryFailure.tsx'
import { QueryOutcome } from './QueryOutcome.tsx'
import { QueryTools } from './QueryTools.tsx'
import classes from './query.module.css'
import { SchemaList } from './SchemaList.tsx'
import { SqlEditor } from './SqlEditor.tsx'
import { findQueryRun, useSchema } from './useQueryRun.ts'

interface QueryRunnerProps {
  /** The session whose workbench this is in: examples ask about it, and its moments are gone to in place. */
  readonly sessionId?: string
  /** A query to run at once. */
  readonly first?: string
  readonly onRun?: (sql: string) => void
}

export function QueryRunner({ sessionId, first, onRun }: QueryRunnerProps) {
  const input = useRef<HTMLTextAreaElement>(null)
  const [query] = useState(() =>
    findQueryRun(sessionId, first ?? listExamples(sessionId)[sessionId === undefined ? 0 : 1]!.sql),
  )
  const { sql, status, result, error, ranSql } = useStore(query.state)
  const schema = useSchema()
  useEffect(() => {
    if (first === undefined || query.state.getState().ranSql === first) return
    query.setSql(first)
    void query.run()
  }, [query, first])
  const run = (): void => {
    void query.run()
    const text = query.state.getState().sql
    if (text.trim() !== '') onRun?.(text)
  }
  const escape = (): boolean => {
    const isRunning = query.state.getState().status === 'running'
    query.cancel()
    return isRunning
  }
  const choose = (text: string): void => {
    query.setSql(text)
    input.current?.focus()
  }
  return (
    <div className={classes.runner}>
      <SqlEditor
        sql={sql}
        onChange={query.setSql}
        schema={schema}
        onRun={run}
        onEscape={escape}
        minRows={sessionId === undefined ? 5 : 4}
        input={input}
      />
      <QueryTools sessionId={sessionId} query={query} onRun={run} />
      {status === 'failed' && (
        <QueryFailure error={error} sql={ranSql ?? ''} isEdited={ranSql !== sql} input={input} />
      )}
      {status !== 'failed' && result && <QueryOutcome query={query} result={result} sessionId={sessionId} />}
      {status !== 'failed' && !result && <SchemaList schema={schema} onChoose={choose} />}
    </div>
  )
}
