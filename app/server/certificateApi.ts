/** The routes of a session's sync certificate, and of what the page measured while it played. */
import { Hono } from 'hono'
import { describeCertificate, formatCertificateHtml } from '../../core/certificate/index.ts'
import { newPlaybackRunSchema } from '../../core/protocol/index.ts'
import type { ApiContext } from './apiContext.ts'
import { body } from './body.ts'
import { createPlaybackRuns } from './playbackRuns.ts'
import { readCertificate } from './readCertificate.ts'

/** No script, nothing loaded, in no frame. */
const PAPER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"

export function createCertificateApi({ catalog, version }: Pick<ApiContext, 'catalog' | 'version'>) {
  const runs = createPlaybackRuns(catalog)
  return new Hono()
    .get('/sessions/:id/certificate', async (context) =>
      context.json(await readCertificate(catalog, context.req.param('id'), { version })),
    )
    .get('/sessions/:id/certificate.html', async (context) => {
      const certificate = await readCertificate(catalog, context.req.param('id'), { version })
      return context.body(formatCertificateHtml(describeCertificate(certificate)), 200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': PAPER_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      })
    })
    .post('/sessions/:id/playback-run', body(newPlaybackRunSchema), async (context) => {
      const by = { browser: context.req.header('user-agent') ?? 'unknown', programVersion: version }
      return context.json({ kept: await runs.keep(context.req.param('id'), context.req.valid('json'), by) })
    })
}
