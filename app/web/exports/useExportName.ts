/** What an export is called: the room's name where the list of sessions knows it, and the span. */
import type { Job } from '../../../core/protocol/jobs.ts'
import { useSessions } from '../api/queries.ts'
import { splitTitle } from './exportParts.ts'

export const useExportName = (job: Pick<Job, 'title'>): { readonly room: string; readonly span: string } =>
  splitTitle(job, useSessions().data ?? [])
