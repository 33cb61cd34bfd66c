/** The head of a row that is no lane: a tier, states, talk, events, a query's result. */
import {
  IconBook2,
  IconDatabaseSearch,
  IconList,
  IconMessages,
  IconTag,
  IconWaveSine,
} from '@tabler/icons-react'
import type { ReactElement } from 'react'
import type { TrackKind, TrackRow } from '../layout.ts'
import { personVariable } from '../palette.ts'
import { HeadFrame, type HeadTools } from './HeadFrame.tsx'
import classes from './heads.module.css'

const ICONS: Readonly<Record<TrackKind, typeof IconTag>> = {
  tier: IconTag,
  states: IconBook2,
  talk: IconMessages,
  events: IconList,
  result: IconDatabaseSearch,
  signal: IconWaveSine,
}

interface TrackHeadProps extends HeadTools {
  readonly row: TrackRow
}

export function TrackHead({ row, ...tools }: TrackHeadProps): ReactElement {
  const Icon = ICONS[row.kind]
  return (
    <HeadFrame
      {...tools}
      row={row}
      name={row.name}
      className={classes.lane}
      tail={<span className={classes.count}>{row.note}</span>}
    >
      {row.person !== undefined && (
        <i className={classes.bar} style={{ background: personVariable(row.person) }} />
      )}
      <Icon size={14} stroke={1.6} aria-hidden />
      <span className={classes.name} title={row.name}>
        {row.name}
      </span>
    </HeadFrame>
  )
}
