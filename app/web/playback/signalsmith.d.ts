/** What is used of signalsmith-stretch 1.3.2, which brings no types of its own (its README and SignalsmithStretch.mjs). */
declare module 'signalsmith-stretch' {
  export interface StretchNode extends AudioWorkletNode {
    /** Seconds that live input takes through the node. */
    latency(): Promise<number>
    /** Changes from `outputTime` (context time, s) on; absent: now. `tonalityHz: 0` shifts all frequencies alike. */
    schedule(change: {
      readonly active?: boolean
      readonly semitones?: number
      readonly tonalityHz?: number
    }): Promise<unknown>
  }
  interface Stretch {
    (context: BaseAudioContext, options?: AudioWorkletNodeOptions): Promise<StretchNode>
    /** Where the worklet is loaded from; absent: a blob, which the page's policy refuses. */
    moduleUrl?: string
  }
  const SignalsmithStretch: Stretch
  export default SignalsmithStretch
}
