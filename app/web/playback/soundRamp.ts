/**
 * Changes of gain without a click. The page's word may reach the audio thread late: a ramp that should have ended jumps
 * then, where an approach (`setTargetAtTime`) begins from the gain there is.
 */
/** What is faded in a buffer takes this long. */
export const FADE_S = 0.005
/** Of the approach: 5 ms bring a gain to 4 %, 15 ms to nothing that is heard. */
const APPROACH_S = 0.0015
/** When nothing is heard any more, however late the word came. */
export const SILENT_AFTER_S = 0.1

/** Brings a gain or a pan to `value` from `at` on (context time, s; absent: now); what was planned is forgotten. */
export function glideTo(context: BaseAudioContext, param: AudioParam, value: number, at?: number): void {
  if (at === undefined) param.cancelScheduledValues(context.currentTime)
  param.setTargetAtTime(value, at ?? context.currentTime, APPROACH_S)
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
    // What plays between two samples of the context reads the neighbour, too.
    if (rising > 0 && first > 0) samples[first - 1] = 0
    if (falling > 0 && end < samples.length) samples[end] = 0
  }
}
