/** How many of the page's audio nodes are still held, after its garbage was collected. */
import type { Page } from 'playwright-core'

/** Counts objects of these classes, their heirs included. */
export async function countNodes(page: Page, classes: readonly string[]): Promise<number> {
  const inspector = await page.context().newCDPSession(page)
  try {
    let count = 0
    for (const name of classes) {
      const { result } = await inspector.send('Runtime.evaluate', { expression: `${name}.prototype` })
      const { objects } = await inspector.send('Runtime.queryObjects', {
        prototypeObjectId: result.objectId!,
        objectGroup: 'nodes',
      })
      const { result: length } = await inspector.send('Runtime.callFunctionOn', {
        objectId: objects.objectId!,
        functionDeclaration: 'function () { return this.length }',
        returnByValue: true,
      })
      count += length.value as number
    }
    await inspector.send('Runtime.releaseObjectGroup', { objectGroup: 'nodes' })
    return count
  } finally {
    await inspector.detach()
  }
}
