/** One of several, each with what it means; arrow keys move between them. */
import { Radio } from '@mantine/core'
import classes from './settings.module.css'

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly description?: string
  readonly value: Value
  readonly options: readonly (readonly [value: Value, name: string, meaning: string])[]
  readonly onChange: (value: Value) => void
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, description, value, options, onChange } = props
  return (
    <Radio.Group
      label={label}
      description={description}
      value={value}
      onChange={(chosen) => {
        const found = options.find(([option]) => option === chosen)
        if (found) onChange(found[0])
      }}
      className={classes.choice}
    >
      <div className={classes.options}>
        {options.map(([option, name, meaning]) => (
          <Radio
            key={option}
            value={option}
            size="xs"
            label={name}
            description={meaning}
            className={classes.option}
          />
        ))}
      </div>
    </Radio.Group>
  )
}
