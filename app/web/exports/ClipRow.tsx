/** One clip of an export: whose, its file to open, its true cut, how well it is placed; played on request. */
import { ActionIcon } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import type { ExportPlan } from '../../../core/protocol/jobs.ts'
import { formatTime } from '../../../core/time/format.ts'
import { exportFileUrl } from '../api/client.ts'
import { nameSource } from '../findings/findings.ts'
import { FilePreview } from '../playback/FilePreview.tsx'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes } from '../widgets/quantities.ts'
import { asGrade, describeCut } from './describeClip.ts'
import type { ClipPart } from './exportParts.ts'
import classes from './exports.module.css'

interface ClipRowProps {
  readonly exportId: string
  readonly plan: Pick<ExportPlan, 'fromUs' | 'toUs'>
  readonly part: ClipPart
  readonly person: { readonly name: string; readonly color: string }
}

export function ClipRow({ exportId, plan, part: { clip, file }, person }: ClipRowProps) {
  const [plays, setPlays] = useState(false)
  const name = `${person.name} · ${nameSource(clip.source)}`
  const url = file?.isThere ? exportFileUrl(exportId, file.index) : undefined
  const Icon = plays ? IconPlayerStop : IconPlayerPlay
  const label = plays ? `Close the preview of ${name}` : `Play ${name} here`
  return (
    <li className={classes.clip}>
      {url === undefined ? (
        <span />
      ) : (
        <ActionIcon
          size="sm"
          aria-label={label}
          title={label}
          aria-expanded={plays}
          onClick={() => setPlays(!plays)}
        >
          <Icon size={15} stroke={1.7} />
        </ActionIcon>
      )}
      <span className={classes.clipName}>
        <i className={classes.who} style={{ background: person.color }} />
        <span className="cut">{name}</span>
      </span>
      <span className={classes.clipGrade}>
        <Grade grade={asGrade(clip.grade)} /> <span className="muted">{formatSigma(clip.sigmaUs)}</span>
      </span>
      <span className={classes.clipSize}>
        {file ? formatBytes(file.sizeBytes) : `about ${formatBytes(clip.estimatedBytes)}`}
      </span>
      <span className={classes.clipFile}>
        {url === undefined ? (
          <span className="mono faint">
            {clip.fileName}
            {file && !file.isThere && ' is no longer there'}
          </span>
        ) : (
          <a className={`mono ${classes.file}`} href={url} target="_blank" rel="noreferrer">
            {clip.fileName}
          </a>
        )}
        <span className="muted">
          {formatTime(clip.trueStartUs)} – {formatTime(clip.trueEndUs)}
        </span>
        <span className="faint">{describeCut(clip, plan)}</span>
      </span>
      {plays && url !== undefined && (
        <FilePreview className={classes.preview} kind={clip.kind} url={url} label={`Preview of ${name}`} />
      )}
    </li>
  )
}
