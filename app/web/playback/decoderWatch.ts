/** Finds a decoder that has failed without saying so: it took packets and has been silent since. */
/** From here on ticks are counted. */
const QUIET_MS = 50
const WAITING_MS = 250
const WAITING_TICKS = 12
const SILENCE_MS = 500
const SOFTWARE_SILENCE_MS = 10_000
/** A page that is starved itself does not blame the decoder: so many ticks must have passed too. */
const SILENT_TICKS = 57

export class DecoderWatch {
  private lastActivity = performance.now()
  private silentTicks = 0

  /** A packet went in, or a picture came out. */
  hear(): void {
    this.lastActivity = performance.now()
  }

  /** Whether it seems to hold pictures back until it has more packets, as some decoders do. */
  isWaiting(p: number): boolean {
    return p - this.lastActivity > WAITING_MS && this.silentTicks > WAITING_TICKS
  }

  /** Asked at each tick (ms) at which the decoder owes a picture. */
  isSilent(p: number, acceleration: HardwareAcceleration): boolean {
    if (p - this.lastActivity < QUIET_MS) this.silentTicks = 0
    else this.silentTicks++
    const patience = acceleration === 'prefer-software' ? SOFTWARE_SILENCE_MS : SILENCE_MS
    return p - this.lastActivity > patience && this.silentTicks > SILENT_TICKS
  }
}
