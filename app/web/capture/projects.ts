/** Which project is shown, and the addresses of its places. */
import type { Project } from '../../../capture/model/api.types.ts'

/** The one that is asked for, by id or name; the first where none is asked for. */
export const chooseProject = (projects: readonly Project[], asked: string | null): Project | undefined =>
  asked === null ? projects[0] : projects.find(({ project, name }) => project === asked || name === asked)

/** The one-time code of an address's fragment, `#code=…`. */
export const readCode = (hash: string): string | undefined =>
  new URLSearchParams(hash.replace(/^#/, '')).get('code') || undefined

export const projectPath = (project: string): string => `/projects/${encodeURIComponent(project)}`
export const roomPath = (project: string, room: string): string =>
  `${projectPath(project)}/rooms/${encodeURIComponent(room)}`

/** A place of the same project, which the search of the present address names. */
export const placeHref = (path: string, search: string): string => {
  const project = new URLSearchParams(search).get('project')
  return project === null ? path : `${path}?project=${encodeURIComponent(project)}`
}

export const roomHref = (room: string, search: string): string =>
  placeHref(`/rooms/${encodeURIComponent(room)}`, search)
