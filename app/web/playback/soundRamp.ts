/** Changes of gain without a click, and a little ahead: what the page knows of the audio clock is some ms old. */
export const RAMP_S = 0.005
/** What is asked for earlier than this may come too late, and would then jump. */
export const LEAD_S = 0.01

/** Brings a gain to `value` in 5 ms; returns the context time from which it stays there. */
export function rampTo(context: BaseAudioContext, { gain }: GainNode, value: number): number {
  const from = context.currentTime + LEAD_S
  if (typeof gain.cancelAndHoldAtTime === 'function') gain.cancelAndHoldAtTime(from)
  else gain.cancelScheduledValues(from).setValueAtTime(gain.value, from)
  gain.linearRampToValueAtTime(value, from + RAMP_S)
  return from + RAMP_S
}

/** Fades samples `[from, until)` (s) of a buffer in and out, linearly, in place. */
export function fadeBuffer(
  buffer: AudioBuffer,
  { from, until, fadeIn, fadeOut }: { from: number; until: number; fadeIn: number; fadeOut: number },
): void {
  const first = Math.max(0, Math.floor(from * buffer.sampleRate))
  const end = Math.min(buffer.length, Math.ceil(until * buffer.sampleRate))
  const [rising, falling] = [fadeIn, fadeOut].map((length) =>
    Math.min(end - first, Math.round(length * buffer.sampleRate)),
  ) as [number, number]
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const samples = buffer.getChannelData(channel)
    for (let at = 0; at < rising; at++) samples[first + at]! *= at / rising
    for (let at = 0; at < falling; at++) samples[end - 1 - at]! *= at / falling
  }
}
