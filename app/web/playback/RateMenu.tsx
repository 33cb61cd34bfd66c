/** The speed, as a chip that opens the choices. */
import { Menu } from '@mantine/core'
import { useStore } from 'zustand'
import type { Player } from './player.types.ts'
import { canStretch } from './stretch.ts'
import classes from './transport.module.css'

const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

export function RateMenu({ player }: { readonly player: Player }) {
  const rate = useStore(player.state, (state) => state.rate)
  return (
    <Menu position="top-start" width={128} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.chip} data-on={rate !== 1} aria-label={`Speed: ${rate}×`}>
          {rate}×
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {RATES.map((choice) => (
          <Menu.Item
            key={choice}
            onClick={() => player.setRate(choice)}
            aria-current={choice === rate}
            rightSection={choice === rate ? '✓' : undefined}
          >
            {choice}×
          </Menu.Item>
        ))}
        <Menu.Label>Muted at {RATES.filter((choice) => !canStretch(choice)).join('× and ')}×</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}
