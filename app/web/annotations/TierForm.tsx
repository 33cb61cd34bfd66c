/** A tier's name, and for a new one the person it is about. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Tier } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import classes from './annotations.module.css'

interface TierFormProps {
  readonly people: SessionDetail['people']
  /** The tier that is renamed; absent: a new one. */
  readonly tier: Tier | undefined
  readonly onDone: (name: string, identity: string | null) => void
}

export function TierForm({ people, tier, onDone }: TierFormProps) {
  const [name, setName] = useState(tier?.name ?? '')
  const [identity, setIdentity] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') onDone(name.trim(), identity === '' ? null : identity)
  }
  return (
    <form className={classes.tierForm} onSubmit={submit}>
      <TextInput
        label={tier ? 'Rename the tier' : 'Name of the new tier'}
        placeholder="strategy"
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!tier && (
        <NativeSelect
          size="xs"
          label="About"
          value={identity}
          onChange={(event) => setIdentity(event.currentTarget.value)}
          data={[
            { value: '', label: 'everybody' },
            ...people.map((person) => ({ value: person.identity, label: person.name })),
          ]}
        />
      )}
      <Button type="submit" disabled={name.trim() === ''}>
        {tier ? 'Rename' : 'Make it'}
      </Button>
    </form>
  )
}
