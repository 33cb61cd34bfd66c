/** SQL over the whole catalog. The last query that ran is in the URL, so that a link shows a colleague the same. */
import { useLocation, useSearch } from 'wouter'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import classes from './query.module.css'
import { QueryRunner } from './QueryRunner.tsx'

export function QueryPlace() {
  const [, navigate] = useLocation()
  const first = new URLSearchParams(useSearch()).get('sql') ?? undefined
  useIdleSignal(true)
  return (
    <>
      <TopBar />
      <main className={classes.place}>
        <h1 className="visuallyHidden">Query</h1>
        <QueryRunner
          first={first}
          onRun={(sql) => navigate(`/query?${new URLSearchParams({ sql }).toString()}`, { replace: true })}
        />
      </main>
    </>
  )
}
