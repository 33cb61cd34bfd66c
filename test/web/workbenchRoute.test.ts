import { expect, it } from 'vitest'
import { openAddress } from '../../app/web/WorkbenchRoute.tsx'

it('lets the page come up at an address that names nothing', async () => {
  for (const path of ['/', '/s/', '/s/%E0%A4%A', '/s/a/health']) {
    await expect(openAddress(path)).resolves.toBeUndefined()
  }
})
