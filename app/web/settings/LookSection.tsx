/** Light, dark, or as the system has it. */
import { useStore } from 'zustand'
import { colorScheme, setPreference } from '../theme/colorScheme.ts'
import { Choice } from './Choice.tsx'

export function LookSection() {
  const preference = useStore(colorScheme, (state) => state.preference)
  return (
    <Choice
      label="Theme"
      value={preference}
      onChange={setPreference}
      options={[
        ['system', 'As the system', 'Changes with it, by day and by night.'],
        ['light', 'Light', 'Always.'],
        ['dark', 'Dark', 'Always. Easier beside pictures.'],
      ]}
    />
  )
}
