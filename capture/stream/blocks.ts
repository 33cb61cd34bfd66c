/** Cuts decoded sound into blocks of 10 ms, each with its own time; across a jump of time a new block begins. */
import { BLOCK_SAMPLES, RATE_HZ } from './messages.ts'

export interface SoundBlock {
  readonly ptsUs: number
  readonly samples: Int16Array
}

/** Off by more than this, samples are not those that follow. */
const JUMP_US = 20_000

export class BlockCutter {
  private readonly channels: 1 | 2
  private pending: Int16Array
  private filled = 0
  private ptsUs: number | undefined

  constructor(channels: 1 | 2) {
    this.channels = channels
    this.pending = new Int16Array(BLOCK_SAMPLES * channels)
  }

  /** Takes interleaved samples, −1…1, of which the first plays at `ptsUs`. */
  *push(samples: Float32Array, ptsUs: number): Generator<SoundBlock, void> {
    const expectedUs = this.ptsUs === undefined ? undefined : this.ptsUs + this.toUs(this.filled)
    if (expectedUs === undefined || Math.abs(ptsUs - expectedUs) > JUMP_US) {
      this.filled = 0
      this.ptsUs = ptsUs
    }
    for (const sample of samples) {
      this.pending[this.filled++] = Math.max(-1, Math.min(1, sample)) * 32_767
      if (this.filled < this.pending.length) continue
      yield { ptsUs: this.ptsUs!, samples: this.pending }
      this.pending = new Int16Array(this.pending.length)
      this.ptsUs! += this.toUs(this.filled)
      this.filled = 0
    }
  }

  private toUs(values: number): number {
    return (values / this.channels / RATE_HZ) * 1e6
  }
}
