/** How times were found, in words for an appendix. What it says is what core/clock and core/clock/match do. */

export const METHOD: readonly string[] = [
  'Every recording runs on a clock of its own: its media time counts from its first sample at the rate of the device that captured it. Lockstep relates these clocks by a graph. Its edges are pieces of evidence, each an offset between two clocks with its own standard uncertainty: times that LiveKit wrote (EgressInfo, manifests), times in paths and of uploads, sound that two recordings have in common, claps and flashes, time codes in the picture, sending and arrival times in logs, and marks made by hand. The maps from media time to session time, t = a(k) + (1 + s) · m with an offset a for each piece k between steps and a rate s, are the weighted least-squares solution over the graph, reweighted first towards the least absolute deviation and then by Tukey’s biweight [2], so that no single wrong piece of evidence moves the rest. Bounds that hold for certain (a recording cannot have begun before it was asked for) clip the solution and, where they contradict it, widen its uncertainty.',
  'Sound is compared as 8 kHz mono in windows spread over the time that two recordings share. Both spectra are flattened (PHAT-β [3], a form of the generalised cross-correlation [1]) between 200 and 3400 Hz; each window gives a delay and how far its peak stands out. The rate is the one at which the delays of all windows are sharpest; steps, where a capture stalled, are found by dynamic programming [4]. A pair is accepted only if so many windows agree with such peaks that chance would do it less than once in a thousand million; otherwise it is refused and counts as unrelated. Sound travels 2.9 ms a metre, so the offset of a pair is known to within the distances of talkers and microphones: that is part of its uncertainty.',
  'A standard uncertainty (σ) is one standard deviation: about 95 % of true offsets lie within 2 σ. Where content links recordings, σ is against the other recordings of the group, which is what is seen and heard; how far the whole timeline may be from UTC is a number of its own.',
]

export const GRADES: readonly (readonly [grade: 'A' | 'B' | 'C', meaning: string])[] = [
  ['A', 'linked with the session’s main group by content, and at least 70 % of the places looked at agree'],
  [
    'B',
    'linked by content of which 35 to 70 % agrees or by a mark, or its first sample’s time was measured (EgressInfo, capture times)',
  ],
  ['C', 'nothing but what programs wrote beside the file: it is placed, but it is not aligned'],
]

export const EXPECTED_ERROR =
  'Expected error between two tracks: for every pair that plays together, the difference of their placement errors is taken as normal with the variance of both, σ² = σ₁² + σ₂²; the figures are the median and the 95th percentile of its absolute value over the mixture of all pairs, each weighted by how long it plays together. Recordings of one group share part of their error, so this is rather too much than too little. It is what the stated σ promise, not a comparison with a truth, which a recorded session does not have.'

export const PERCEPTION =
  'For comparison: viewers notice sound that comes more than 45 ms before or 125 ms after its picture [5].'

export const REFERENCES: readonly string[] = [
  '[1] C. H. Knapp, G. C. Carter: The generalized correlation method for estimation of time delay. IEEE Transactions on Acoustics, Speech, and Signal Processing 24(4), 1976.',
  '[2] A. E. Beaton, J. W. Tukey: The fitting of power series, meaning polynomials, illustrated on band-spectroscopic data. Technometrics 16(2), 1974.',
  '[3] K. D. Donohue, J. Hannemann, H. G. Dietz: Performance of phase transform for detecting sound sources with microphone arrays in reverberant and noisy environments. Signal Processing 87(7), 2007.',
  '[4] A. J. Viterbi: Error bounds for convolutional codes and an asymptotically optimum decoding algorithm. IEEE Transactions on Information Theory 13(2), 1967.',
  '[5] Recommendation ITU-R BT.1359-1: Relative timing of sound and vision for broadcasting. 1998.',
]
