/** The device that sound leaves by; where the browser does not name devices yet, what it takes. */
import { NativeSelect } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import classes from './sound.module.css'
import {
  askForOutputs,
  canChooseOutput,
  chooseOutput,
  listOutputs,
  outputStore,
  type SoundOutput,
} from './soundOutput.ts'

const ASK = 'ask'

export function OutputChoice() {
  const { chosen, note } = useStore(outputStore)
  const [found, setFound] = useState<readonly SoundOutput[]>([])
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    if (!canChooseOutput()) return
    const look = (): void => void listOutputs().then(setFound, () => undefined)
    look()
    navigator.mediaDevices.addEventListener('devicechange', look)
    return () => navigator.mediaDevices.removeEventListener('devicechange', look)
  }, [])
  if (!canChooseOutput()) return null
  const outputs = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found
  const choose = (id: string): void => {
    if (id !== ASK) return chooseOutput(outputs.find((output) => output.id === id))
    askForOutputs().then(
      (devices) => (setFound(devices), setRefused(devices.length === 0)),
      () => setRefused(true),
    )
  }
  const said = note ?? (refused ? 'The browser names no other device.' : undefined)
  return (
    <div className={classes.output}>
      <label htmlFor="sound-output">Plays on</label>
      <NativeSelect
        id="sound-output"
        size="xs"
        className="grow"
        value={chosen?.id ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: 'the system’s device' },
          ...outputs.map(({ id, name }) => ({ value: id, label: name })),
          ...(found.length === 0 && !refused
            ? [{ value: ASK, label: 'another… (asks for the microphone to see them)' }]
            : []),
        ]}
      />
      {said && <p role="status">{said}</p>}
    </div>
  )
}
