/** A slider as an item of a menu: the arrow keys change it where it has the focus, the pointer on the slider. */
import { Menu } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'

interface MixItemProps {
  /** What it sets and how it stands, in words. */
  readonly label: string
  /** `steps`: ±1, with Shift ±6. */
  readonly onStep: (steps: number) => void
  readonly children: ReactNode
}

export function MixItem({ label, onStep, children }: MixItemProps) {
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    onStep(event.shiftKey ? step * 6 : step)
  }
  return (
    <Menu.Item
      component="div"
      closeMenuOnClick={false}
      aria-label={`${label}; the arrow keys change it`}
      onKeyDown={press}
    >
      {children}
    </Menu.Item>
  )
}
