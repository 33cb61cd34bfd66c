/** The sync certificate of a session, as it is issued: read here, printed, or taken along as a file. */
import { Button, Skeleton } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useEffect, useMemo } from 'react'
import { Link } from 'wouter'
import { describeCertificate } from '../../../core/certificate/describe.ts'
import type { IssuedCertificate } from '../../../core/protocol/certificate.ts'
import { certificateUrl, useCertificate } from '../api/certificate.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { usePaper } from '../health/usePaper.ts'
import { Crumb } from '../widgets/Crumb.tsx'
import { SessionFailed } from '../widgets/SessionFailed.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { Blocks } from './Blocks.tsx'
import classes from './certificate.module.css'

export function CertificatePlace({ sessionId }: { readonly sessionId: string }) {
  const { data, error, refetch, isFetching } = useCertificate(sessionId)
  useIdleSignal(!isFetching)
  usePaper()
  return (
    <>
      <TopBar>
        <Crumb sessionId={sessionId} roomName={data?.session.roomName} place="Certificate" />
      </TopBar>
      <main className={classes.place} tabIndex={0} aria-label="Certificate">
        {data ? (
          <Paper certificate={data} />
        ) : error ? (
          <SessionFailed error={error} onRetry={() => void refetch()}>
            Nothing is called <code className="mono">{sessionId}</code>, so there is nothing to certify.
          </SessionFailed>
        ) : (
          <Loading />
        )}
      </main>
    </>
  )
}

function Paper({ certificate }: { readonly certificate: IssuedCertificate }) {
  const { session } = certificate
  const { title, subtitle, blocks } = useMemo(() => describeCertificate(certificate), [certificate])
  useEffect(() => {
    document.title = `Certificate of ${session.roomName} – Lockstep`
  }, [session.roomName])
  const home = sessionPath(session.sessionId)
  const name = `${session.sessionId.replaceAll(/[^\w.-]+/g, '_')}-certificate`
  const file = (format: 'html' | 'json') => ({
    component: 'a' as const,
    href: certificateUrl(session.sessionId, format),
    download: `${name}.${format}`,
    variant: 'default',
    leftSection: <IconDownload size={14} />,
  })
  return (
    <article className={classes.paper}>
      <header className={classes.head}>
        <div className="grow">
          <h1>{title}</h1>
          <p className="muted">{subtitle}</p>
        </div>
        <div className={classes.actions}>
          <Button component={Link} href={`${home}/clocks`} variant="default">
            Clocks
          </Button>
          <Button {...file('json')}>JSON</Button>
          <Button {...file('html')}>HTML</Button>
          <Button leftSection={<IconPrinter size={14} />} onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </header>
      <Blocks blocks={blocks} />
    </article>
  )
}

function Loading() {
  return (
    <div className={classes.paper} role="status" aria-label="Loading the certificate">
      <Skeleton h={28} w={240} />
      <Skeleton h={90} />
      <Skeleton h={72} />
      <Skeleton h={260} />
    </div>
  )
}
