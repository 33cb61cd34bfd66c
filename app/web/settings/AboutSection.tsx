/** What runs here: version, catalog, and what this browser decodes by itself. */
import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useConfig } from '../api/queries.ts'
import { readCodecSupport, type CodecSupport } from '../playback/codecSupport.ts'
import { Chip } from '../widgets/Chip.tsx'
import { CopyText } from '../widgets/CopyText.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import classes from './settings.module.css'

export function AboutSection() {
  const { data: config, error } = useConfig()
  const [support, setSupport] = useState<{ webCodecs: boolean; codecs: readonly CodecSupport[] }>()
  useEffect(() => void readCodecSupport().then(setSupport), [])
  return (
    <>
      {error && !config && <ErrorNotice error={error} compact title="What the server says is not known" />}
      <dl className={classes.facts}>
        <dt>Version</dt>
        <dd>{config ? config.version : <Skeleton h={12} w={64} />}</dd>
        <dt>Catalog</dt>
        <dd>
          {config ? (
            <CopyText text={config.catalog} what="the catalog’s path" />
          ) : (
            <Skeleton h={12} w={240} />
          )}
        </dd>
        <dt>Pictures</dt>
        <dd>
          {support === undefined ? (
            <Skeleton h={12} w={180} />
          ) : support.webCodecs ? (
            'Decoded frame by frame, in lockstep (WebCodecs)'
          ) : (
            'Played by video elements: this browser has no WebCodecs, so tiles may be some frames apart'
          )}
        </dd>
        <dt>Codecs</dt>
        <dd className={classes.codecs}>
          {support?.codecs.map(({ name, isDecoded }) => (
            <Chip key={name} dot={isDecoded ? 'good' : 'warn'}>
              {name} {isDecoded ? 'yes' : 'no'}
            </Chip>
          ))}
        </dd>
        <dt>Browser</dt>
        <dd className="muted">{navigator.userAgent}</dd>
      </dl>
      <p className="muted">
        Settings are kept in this browser alone. Nothing leaves this computer but what you export.
      </p>
    </>
  )
}
