/** What a page holds when its garbage is gone: its heap, nodes, listeners and sound nodes, its pictures and decoders. */
import type { CDPSession, Page } from 'playwright-core'

export interface Holdings {
  /** JS heap, MiB. */
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
  readonly audioNodes: number
  /** Made by decoders and not closed. */
  readonly frames: number
  readonly decoders: number
}

declare global {
  interface Window {
    held?: { frames: number; decoders: number }
  }
}

/** To be called before the page is loaded: from then on decoders and the pictures they give are counted. */
export const countMedia = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const held = (window.held = { frames: 0, decoders: 0 })
    const open = new WeakSet<VideoFrame>()
    const close = VideoFrame.prototype.close
    VideoFrame.prototype.close = function (this: VideoFrame): void {
      if (open.delete(this)) held.frames--
      close.call(this)
    }
    window.VideoDecoder = class extends VideoDecoder {
      private isOpen = true

      constructor(init: VideoDecoderInit) {
        super({
          output: (frame) => {
            held.frames++
            open.add(frame)
            init.output(frame)
          },
          error: (error) => {
            this.end()
            init.error(error)
          },
        })
        held.decoders++
      }

      override close(): void {
        this.end()
        super.close()
      }

      private end(): void {
        if (this.isOpen) held.decoders--
        this.isOpen = false
      }
    }
  })

export async function openHoldings(page: Page): Promise<{ read(): Promise<Holdings> }> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('Performance.enable')
  return {
    async read() {
      // What the browser keeps in reserve (hundreds of MiB of picture buffers) is let go under pressure: it is no leak.
      await session.send('Memory.simulatePressureNotification', { level: 'critical' })
      // Twice: what the first collection's finalizers let go is collected by the second.
      for (let time = 0; time < 2; time++) await session.send('HeapProfiler.collectGarbage')
      const metrics = await readMetrics(session)
      const held = await page.evaluate(() => window.held)
      return {
        heapMb: metrics('JSHeapUsedSize') / 2 ** 20,
        nodes: metrics('Nodes'),
        listeners: metrics('JSEventListeners'),
        audioNodes: metrics('AudioHandlers'),
        frames: held?.frames ?? Number.NaN,
        decoders: held?.decoders ?? Number.NaN,
      }
    },
  }
}

async function readMetrics(session: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await session.send('Performance.getMetrics')
  const values = new Map(metrics.map(({ name, value }) => [name, value]))
  return (name) => values.get(name) ?? Number.NaN
}
