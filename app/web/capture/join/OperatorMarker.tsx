/** A marker from inside the room, for those who are signed in as operators in this tab. */
import { useQuery } from '@tanstack/react-query'
import type { Project } from '../../../../capture/model/api.types.ts'
import { chooseProject } from '../projects.ts'
import { MarkerForm } from '../room/MarkerForm.tsx'
import { askAs } from '../signedIn.ts'

export function OperatorMarker({ room }: { readonly room: string }) {
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => askAs<Project[]>('/projects') }).data
  const asked = new URLSearchParams(location.search).get('project')
  const project = projects && chooseProject(projects, asked)
  return project === undefined ? null : <MarkerForm project={project.project} room={room} />
}
