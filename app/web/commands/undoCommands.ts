/** Taking back and doing again what a person did in the workbench. */
import { describeError } from '../api/problem.ts'
import { say } from '../widgets/noteStore.ts'
import type { Command } from './command.ts'
import { redo, undo, undoStore, type Edit } from './undoStore.ts'

const sayFailed = ({ name }: Edit, cause: unknown): void =>
  say({
    about: 'undo',
    tone: 'error',
    title: `This did not work: ${name}`,
    text: describeError(cause).message,
  })

export const undoCommands: Command[] = [
  {
    id: 'undo',
    name: 'Undo',
    group: 'Anywhere',
    keys: ['Mod+z'],
    repeats: true,
    run: () => {
      const name = undo(sayFailed)
      say({ about: 'undo', title: name === undefined ? 'Nothing to undo' : 'Undone:', text: name })
    },
  },
  {
    id: 'redo',
    name: 'Do again',
    group: 'Anywhere',
    keys: ['Mod+Shift+z', 'Mod+y'],
    repeats: true,
    when: () => undoStore.getState().undone.length > 0,
    run: () => say({ about: 'undo', title: 'Done again:', text: redo(sayFailed) }),
  },
]
