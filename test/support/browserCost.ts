/** What a browser costs the machine: the CPU and the memory of all its processes, as it lists them itself. */
import type { Browser, CDPSession } from 'playwright-core'
import { readTreeMemoryMb } from './treeMemory.ts'

export interface BrowserCost {
  /** Runs something and says how many cores the browser kept busy meanwhile. */
  measureCores<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cores: number }>
  /** Proportional share of all processes, MiB; NaN where that is not known. */
  memoryMb(): Promise<number>
}

export async function openBrowserCost(browser: Browser): Promise<BrowserCost> {
  const session = await browser.newBrowserCDPSession()
  return {
    async measureCores(work) {
      const before = await readCpu(session)
      const begun = performance.now()
      const value = await work()
      const seconds = (performance.now() - begun) / 1000
      const after = await readCpu(session)
      let used = 0
      for (const [id, cpuS] of after.seconds) used += cpuS - (before.seconds.get(id) ?? 0)
      return { value, cores: used / seconds }
    },
    memoryMb: async () => readTreeMemoryMb((await readCpu(session)).root),
  }
}

async function readCpu(session: CDPSession): Promise<{ root: number; seconds: Map<number, number> }> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return {
    root: processInfo.find(({ type }) => type === 'browser')!.id,
    seconds: new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime])),
  }
}
