/** What works in every place: finding, help, the look, which clocks are shown. */
import { setTimes, setZone, settingsStore, showHintsAgain, ZONES } from '../settings/settingsStore.ts'
import { say } from '../widgets/noteStore.ts'
import type { Command } from './command.ts'

const ZONE_NAMES = {
  utc: 'UTC',
  local: 'the time zone of this computer',
  recorded: 'the time zone of the recording',
} as const

/** The choice after the one that stands. */
const nextZone = () => ZONES[(ZONES.indexOf(settingsStore.getState().zone) + 1) % ZONES.length]!

export const anywhereCommands: Command[] = [
  {
    id: 'palette',
    name: 'Find people, events, commands',
    group: 'Anywhere',
    keys: ['Mod+k'],
    run: (context) => context.openPalette(),
  },
  { id: 'keys', name: 'Show all keys', group: 'Anywhere', keys: ['?'], run: (context) => context.openKeys() },
  {
    id: 'view.link',
    name: 'Copy a link to what is shown',
    group: 'Anywhere',
    keys: ['Shift+c'],
    run: ({ workbench }) => {
      if (workbench) workbench.copyLink()
      else void navigator.clipboard.writeText(location.href)
      say({ about: 'link', title: 'Link copied' })
    },
  },
  {
    id: 'theme',
    name: 'Light or dark',
    group: 'Anywhere',
    keys: ['t'],
    run: (context) => context.toggleTheme(),
  },
  {
    id: 'theme.system',
    name: 'Light or dark as the system has it',
    group: 'Anywhere',
    keys: [],
    run: (context) => context.chooseTheme('system'),
  },
  {
    id: 'zone.next',
    name: 'Change the wall clocks’ zone',
    group: 'Anywhere',
    keys: ['Shift+u'],
    run: () => {
      const zone = nextZone()
      setZone(zone)
      say({ about: 'zone', title: 'Wall clocks in', text: ZONE_NAMES[zone] })
    },
  },
  {
    id: 'times.swap',
    name: 'Session time or wall clock first',
    group: 'Anywhere',
    keys: ['Shift+t'],
    run: () => {
      const times = settingsStore.getState().times === 'session' ? 'wall' : 'session'
      setTimes(times)
      say({
        about: 'times',
        title: times === 'session' ? 'Session time comes first' : 'The wall clock comes first',
      })
    },
  },
  {
    id: 'hints.again',
    name: 'Show the hints again',
    group: 'Anywhere',
    keys: [],
    run: () => {
      showHintsAgain()
      say({ about: 'hints', title: 'Each pane shows its hint again' })
    },
  },
]
