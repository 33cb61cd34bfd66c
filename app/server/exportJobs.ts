/** Exports as jobs with a row each in the catalog, so that they are still listed after a restart. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { ExportRequest, Job } from '../../core/protocol/index.ts'
import { formatTime } from '../../core/time/index.ts'
import type { ServerEffects } from './effects.ts'
import type { JobRunner, JobWork } from './jobs.ts'

interface ExportRow {
  export_id: string
  session_id: string
  start_us: number
  end_us: number
  folder: string
  state: Job['state']
  message: string | null
  created_us: number
}

const titleOf = (sessionId: string, fromUs: number, toUs: number): string =>
  `${sessionId} ${formatTime(fromUs)} – ${formatTime(toUs)}`

/** Plans at once, so that a wrong request fails at once; cuts in a job. */
export async function startExport(
  catalog: Catalog,
  request: ExportRequest,
  options: { version: string; jobs: JobRunner; effects: Pick<ServerEffects, 'planExport' | 'executeExport'> },
): Promise<Job> {
  const { version, jobs, effects } = options
  const plan = await effects.planExport(catalog, request)
  const out = request.out ?? path.join(path.dirname(catalog.path), 'exports')
  const exportId = `exp_${randomUUID()}`
  await catalog.run(
    `INSERT INTO exports (export_id, session_id, start_us, end_us, folder, state, plan, request, created_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, now())`,
    [
      exportId,
      request.sessionId,
      request.fromUs,
      request.toUs,
      path.join(out, plan.folderName),
      JSON.stringify(plan),
      JSON.stringify(request),
    ],
  )
  const finish = (
    state: Job['state'],
    folder: string | null,
    manifest: string | null,
    message: string | null,
  ) =>
    catalog.run(
      `UPDATE exports SET state = ?, folder = coalesce(?, folder), manifest = ?, message = ?, finished_at = now()
       WHERE export_id = ?`,
      [state, folder, manifest, message, exportId],
    )
  const title = titleOf(request.sessionId, request.fromUs, request.toUs)
  const work: JobWork = async ({ signal, onProgress }) => {
    await catalog.run(`UPDATE exports SET state = 'running' WHERE export_id = ?`, [exportId])
    signal.throwIfAborted()
    const made = await effects.executeExport(catalog, request, { out, version, signal, onProgress })
    await finish('done', made.folder, JSON.stringify(made.manifest), null)
    const { sessionId, fromUs, toUs } = request
    return { folder: made.folder, sessionId, fromUs, toUs, manifest: made.manifest }
  }
  const onEnd = async (job: Job): Promise<void> => {
    if (job.state !== 'done') await finish(job.state, null, null, job.message)
  }
  return jobs.start('export', title, work, { jobId: exportId, onEnd })
}

/** Lists the exports of earlier runs; one that was still running when its server ended is said to have failed. */
export async function restoreExports(catalog: Catalog, jobs: JobRunner): Promise<void> {
  await catalog.run(
    `UPDATE exports SET state = 'failed', message = 'the server ended before the export did', finished_at = now()
     WHERE state IN ('waiting', 'running')`,
  )
  const rows = await catalog.all<ExportRow>(
    `SELECT export_id, session_id, start_us, end_us, folder, state, message, epoch_us(created_at) AS created_us
     FROM exports ORDER BY created_at DESC LIMIT 200`,
  )
  for (const row of rows) {
    jobs.restore({
      jobId: row.export_id,
      kind: 'export',
      title: titleOf(row.session_id, row.start_us, row.end_us),
      state: row.state,
      progress: null,
      findings: 0,
      recentFindings: [],
      message: row.message,
      hint: row.state === 'failed' ? 'Export the segment again.' : null,
      result: { folder: row.folder, sessionId: row.session_id, fromUs: row.start_us, toUs: row.end_us },
      createdWallUs: row.created_us,
    })
  }
}
