/** Switches between light and dark; each bar says what it does in its own kind of tip. */
import { ActionIcon } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import type { ComponentProps } from 'react'
import { useStore } from 'zustand'
import { colorScheme, toggleScheme } from '../theme/colorScheme.ts'

export function ThemeSwitch(props: ComponentProps<'button'>) {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  const Icon = scheme === 'dark' ? IconSun : IconMoon
  const label = scheme === 'dark' ? 'Use the light theme' : 'Use the dark theme'
  return (
    <ActionIcon {...props} aria-label={label} onClick={toggleScheme}>
      <Icon size={16} stroke={1.7} />
    </ActionIcon>
  )
}
