/**
 * Real Fourier transforms by PFFFT in WebAssembly. Spectra are packed as PFFFT orders them: bin k at 2k and 2k + 1,
 * the Nyquist bin in place of the imaginary part of bin 0. Transforms are not scaled. The module's memory grows and
 * every view on it dies then, so a view is made for each use and none is handed out but the last correlation.
 */
import openPffft, { type Pffft } from '@echogarden/pffft-wasm/simd'

/** A size PFFFT takes is 2^a · 3^b · 5^c with a ≥ 5; these few factors leave no gap above a quarter. */
const ODD_PARTS = [1, 3, 5, 9, 15]

/** The smallest size, at least 32, that holds so many samples. */
export function findFftSize(samples: number): number {
  let best = Infinity
  for (const odd of ODD_PARTS) {
    let size = odd * 32
    while (size < samples) size *= 2
    best = Math.min(best, size)
  }
  return best
}

export interface Fft {
  readonly size: number
  /** Transforms samples (the rest is 0) into the given spectrum of `size` values. */
  forward(samples: Float32Array, spectrum: Float32Array): void
  /** Keeps a packed spectrum under a number, in place of what was kept there. */
  keep(slot: number, spectrum: Float32Array): void
  /**
   * Circular cross-correlation of two kept spectra: value n is Σ x[m] · y[m + n], for n < 0 at size + n. The array is
   * valid until the next call.
   */
  correlate(x: number, y: number): Float32Array
  /** The same, summed over several pairs of slots. */
  correlateSum(pairs: readonly (readonly [number, number])[]): Float32Array
}

export interface FftModule {
  plan(size: number): Fft
}

let opened: Promise<FftModule> | undefined

/** Compiles the module once; every call gives the same one, with one plan a size. */
export function openFft(): Promise<FftModule> {
  opened ??= openPffft().then((module) => {
    const plans = new Map<number, Fft>()
    return {
      plan(size) {
        let plan = plans.get(size)
        if (!plan) plans.set(size, (plan = makePlan(module, size)))
        return plan
      },
    }
  })
  return opened
}

function makePlan(module: Pffft, size: number): Fft {
  const {
    _pffft_new_setup: makeSetup,
    _pffft_aligned_malloc: allocateBytes,
    _pffft_transform: transform,
    _pffft_transform_ordered: transformOrdered,
    _pffft_zreorder: reorder,
    _pffft_zconvolve_accumulate: addProduct,
  } = module
  const setup = makeSetup(size, 0)
  if (setup === 0) throw new RangeError(`an FFT of ${size} samples`)
  const allocate = (): number => {
    const pointer = allocateBytes(size * 4)
    if (pointer === 0) throw new RangeError('the FFT has no memory left')
    return pointer
  }
  const view = (pointer: number): Float32Array => module.HEAPF32.subarray(pointer >> 2, (pointer >> 2) + size)
  const input = allocate()
  const output = allocate()
  const work = allocate()
  /** Of each slot its spectrum and the conjugate, both in PFFFT's own order, which its product wants. */
  const kept: { plain: number; conjugate: number }[] = []
  const correlateSum = (pairs: readonly (readonly [number, number])[]): Float32Array => {
    view(input).fill(0)
    for (const [x, y] of pairs) {
      addProduct(setup, kept[x]!.conjugate, kept[y]!.plain, input, 1)
    }
    transform(setup, input, output, work, 1)
    return view(output)
  }
  return {
    size,
    forward(samples, spectrum) {
      const into = view(input)
      into.set(samples.length > size ? samples.subarray(0, size) : samples)
      into.fill(0, samples.length)
      transformOrdered(setup, input, output, work, 0)
      spectrum.set(view(output))
    },
    keep(slot, spectrum) {
      while (kept.length <= slot) kept.push({ plain: allocate(), conjugate: allocate() })
      const { plain, conjugate } = kept[slot]!
      view(input).set(spectrum)
      reorder(setup, input, plain, 1)
      const mirrored = view(input)
      for (let at = 3; at < size; at += 2) mirrored[at] = -mirrored[at]!
      reorder(setup, input, conjugate, 1)
    },
    correlate: (x, y) => correlateSum([[x, y]]),
    correlateSum,
  }
}
