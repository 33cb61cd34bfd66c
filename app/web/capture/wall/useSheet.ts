/** Hands a sheet of rooms and people to the backend; what it makes comes back with a link for each person. */
import { useMutation } from '@tanstack/react-query'
import type { SheetAnswer } from '../../../../capture/model/api.types.ts'
import { projectPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'

export const useSheet = (project: string, onMade: () => void) =>
  useMutation({
    mutationFn: (file: File) =>
      askAs<SheetAnswer>(`${projectPath(project)}/sheet`, { method: 'POST', file, type: 'text/csv' }),
    onSuccess: onMade,
  })
