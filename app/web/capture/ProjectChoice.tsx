/** Which project is shown; nothing where there is but one. */
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Project } from '../../../capture/model/api.types.ts'
import { askAs } from './signedIn.ts'

export function ProjectChoice({ project }: { readonly project: Project }) {
  const [location, navigate] = useLocation()
  const projects =
    useQuery({ queryKey: ['projects'], queryFn: () => askAs<Project[]>('/projects') }).data ?? []
  if (projects.length < 2) return <span className="muted cut">{project.name}</span>
  return (
    <Select
      aria-label="Project"
      w={180}
      allowDeselect={false}
      value={project.project}
      data={projects.map(({ project: value, name }) => ({ value, label: name }))}
      onChange={(value) => value !== null && navigate(`${location}?project=${encodeURIComponent(value)}`)}
    />
  )
}
