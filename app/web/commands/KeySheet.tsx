/** The sheet of keys, from the table that binds them. */
import { Modal } from '@mantine/core'
import classes from './commands.module.css'
import { Keys } from './Keys.tsx'
import { useCommands } from './useCommands.ts'

export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const commands = useCommands().filter((command) => command.keys.length > 0)
  const groups = [...new Set(commands.map((command) => command.group))]
  return (
    <Modal opened onClose={onClose} title="Keys" size={920} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.sheet}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{command.name}</dt>
                    <dd>
                      <Keys keys={command.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
