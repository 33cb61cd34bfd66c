/** One's own picture and level, and which devices they come from. */
import { Button, NativeSelect, Switch } from '@mantine/core'
import { IconCamera, IconMicrophone } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Notice } from '../../widgets/Notice.tsx'
import { LiveVideo, showLocal } from '../live/LiveElements.tsx'
import { LevelMeter } from './LevelMeter.tsx'
import type { Preview, PreviewDevice } from './usePreview.ts'
import classes from './join.module.css'

export function PreviewPane({ preview }: { readonly preview: Preview }) {
  const { phase, camera, microphone } = preview
  return (
    <section className={classes.preview} aria-label="Your camera and microphone">
      <div className={classes.picture}>
        {camera.track !== undefined ? (
          <OwnPicture track={camera.track} />
        ) : (
          <div className={classes.noPicture}>
            {phase === 'asking' && (
              <>
                <p>See and hear yourself before you join. The browser will ask whether this page may.</p>
                <Button size="md" variant="default" onClick={preview.open}>
                  Turn on camera and microphone
                </Button>
                <p className="faint">You can also join without, to watch and listen.</p>
              </>
            )}
            {phase === 'opening' && <p role="status">Opening camera and microphone …</p>}
            {phase === 'open' && <p>Your camera is off</p>}
          </div>
        )}
      </div>
      {phase === 'open' && (
        <div className={classes.devices}>
          <DeviceRow kind="camera" device={camera} preview={preview} />
          <DeviceRow kind="microphone" device={microphone} preview={preview} />
        </div>
      )}
    </section>
  )
}

function OwnPicture({ track }: { readonly track: MediaStreamTrack }) {
  const shown = useMemo(() => showLocal(track), [track])
  return <LiveVideo track={shown} label="Your camera" isMirrored />
}

interface DeviceRowProps {
  readonly kind: 'camera' | 'microphone'
  readonly device: PreviewDevice
  readonly preview: Preview
}

function DeviceRow({ kind, device, preview }: DeviceRowProps) {
  const Icon = kind === 'camera' ? IconCamera : IconMicrophone
  const title = kind === 'camera' ? 'Camera' : 'Microphone'
  return (
    <div className={classes.device}>
      <div className={classes.deviceLine}>
        <Icon size={20} stroke={1.6} aria-hidden />
        <NativeSelect
          className="grow"
          size="md"
          aria-label={title}
          disabled={device.choices.length === 0}
          value={device.deviceId}
          data={
            device.choices.length === 0
              ? [{ value: '', label: `No ${kind}` }]
              : device.choices.map(({ deviceId, label }) => ({ value: deviceId, label }))
          }
          onChange={(event) => preview.choose(kind, event.currentTarget.value)}
        />
        <Switch
          size="md"
          classNames={{ body: classes.switchBody }}
          aria-label={`${title} on when I join`}
          checked={device.isOn}
          onChange={(event) => preview.turn(kind, event.currentTarget.checked)}
        />
      </div>
      {kind === 'microphone' && device.track !== undefined && <LevelMeter track={device.track} />}
      {device.problem !== undefined && (
        <Notice
          compact
          tone="error"
          title={device.problem.title}
          actions={
            <Button variant="default" size="md" onClick={() => preview.turn(kind, true)}>
              Try again
            </Button>
          }
        >
          {device.problem.text}
        </Notice>
      )}
    </div>
  )
}
