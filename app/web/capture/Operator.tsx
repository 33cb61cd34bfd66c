/** What lies behind a key: signs in, finds the project of the address, and hands it on. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useSearch } from 'wouter'
import { useStore } from 'zustand'
import type { Project } from '../../../capture/model/api.types.ts'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { CaptureBar } from './CaptureBar.tsx'
import { chooseProject, readCode } from './projects.ts'
import { SignIn } from './SignIn.tsx'
import { askAs, signedIn, signInByCode } from './signedIn.ts'

export function Operator({ children }: { readonly children: (project: Project) => ReactNode }) {
  const bearer = useStore(signedIn, (state) => state.bearer)
  const code = useCode()
  if (code.isPending) return <Waiting />
  if (bearer === undefined) return <SignIn problem={code.problem} />
  return <InProject>{children}</InProject>
}

/** A one-time code of the address signs in, once; it leaves the address and the history at once. */
function useCode(): { readonly isPending: boolean; readonly problem: unknown } {
  const [code] = useState(() => readCode(location.hash))
  const [state, setState] = useState({ isPending: code !== undefined, problem: undefined as unknown })
  useEffect(() => {
    if (code === undefined || spent.has(code)) return
    spent.add(code)
    history.replaceState(history.state, '', location.pathname + location.search)
    void signInByCode(code).then(
      () => setState({ isPending: false, problem: undefined }),
      (problem: unknown) => setState({ isPending: false, problem }),
    )
  }, [code])
  return state
}
const spent = new Set<string>()

function InProject({ children }: { readonly children: (project: Project) => ReactNode }) {
  const search = useSearch()
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => askAs<Project[]>('/projects') })
  if (projects.isPending) return <Waiting />
  if (projects.data === undefined)
    return (
      <Alone>
        <ErrorNotice
          error={projects.error}
          alone
          title="The projects could not be read"
          actions={<Button onClick={() => void projects.refetch()}>Try again</Button>}
        />
      </Alone>
    )
  const project = chooseProject(projects.data, new URLSearchParams(search).get('project'))
  if (project === undefined)
    return (
      <Alone>
        <Notice alone title="No project yet">
          A project names a LiveKit server and a bucket. <code className="mono">lockstep capture --dev</code>{' '}
          makes one by itself; otherwise send one to <code className="mono">POST /api/v1/projects</code>.
        </Notice>
      </Alone>
    )
  return children(project)
}

function Alone({ children }: { readonly children: ReactNode }) {
  useIdleSignal(true)
  return (
    <>
      <CaptureBar />
      <main>{children}</main>
    </>
  )
}

function Waiting() {
  return (
    <>
      <CaptureBar />
      <main role="status" aria-label="Loading" />
    </>
  )
}
