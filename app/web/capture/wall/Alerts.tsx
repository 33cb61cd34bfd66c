/** What is wrong now, in words, with what to do; over everything else. */
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import type { Alert } from '../../../../capture/model/api.types.ts'
import { roomHref } from '../projects.ts'
import { SinceText } from './SinceText.tsx'
import classes from './alerts.module.css'

/** More than these are folded: the wall below stays in sight. */
const FEW = 3

interface AlertsProps {
  readonly alerts: readonly Alert[]
  /** The room whose page this is: not named again. */
  readonly room?: string
}

export function Alerts({ alerts, room }: AlertsProps) {
  const [isOpen, setIsOpen] = useState(false)
  const search = useSearch()
  if (alerts.length === 0) return null
  const shown = isOpen ? alerts : alerts.slice(0, FEW)
  return (
    <section className={classes.alerts} aria-label="Alerts" role="alert">
      <ul>
        {shown.map((alert) => (
          <li key={`${alert.code} ${alert.room} ${alert.identity}`}>
            <IconAlertTriangle size={18} stroke={1.7} aria-hidden />
            <div className={classes.words}>
              <strong>{alert.message}</strong>
              <span className="muted">{alert.hint}</span>
            </div>
            <span className={classes.where}>
              {alert.room !== undefined && alert.room !== room && (
                <Link href={roomHref(alert.room, search)}>{alert.room}</Link>
              )}
              {/* Unheard: what counts up would be read out each second. */}
              <span aria-hidden>
                <SinceText since={alert.since} before="for " />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {alerts.length > FEW && (
        <Button variant="subtle" color="gray" onClick={() => setIsOpen(!isOpen)} aria-expanded={isOpen}>
          {isOpen ? 'Show fewer' : `Show ${alerts.length - FEW} more`}
        </Button>
      )}
    </section>
  )
}
