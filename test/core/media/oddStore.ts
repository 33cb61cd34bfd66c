/** A folder store whose objects named `crash…` and `hang…` do that to whoever reads them, and `refuse…` fails. */
import { openFolderStore } from '../../../core/storage/folderStore.ts'
import type { ObjectStore } from '../../../core/storage/objectStore.ts'
import { UserError } from '../../../core/model/index.ts'

export async function openStore(uri: string): Promise<ObjectStore> {
  const store = await openFolderStore(uri)
  return {
    ...store,
    uri: store.uri,
    stat: (key) => store.stat(key),
    readRange(key, start, end) {
      if (key.startsWith('crash')) process.kill(process.pid, 'SIGSEGV')
      while (key.startsWith('hang')) Math.sqrt(start)
      if (key.startsWith('refuse'))
        throw new UserError('store_unreachable', 'the store is gone', { hint: 'Wait.' })
      return store.readRange(key, start, end)
    },
  }
}
