/** The part of Emscripten's PFFFT module that is used. Pointers are byte addresses in its memory. */
declare module '@echogarden/pffft-wasm/simd' {
  type Transform = (setup: number, input: number, output: number, work: number, backward: 0 | 1) => void

  export interface Pffft {
    /** A view on the memory; made anew whenever that grows, so it must not be kept. */
    readonly HEAPF32: Float32Array<ArrayBuffer>
    readonly _pffft_new_setup: (size: number, complex: 0 | 1) => number
    readonly _pffft_aligned_malloc: (bytes: number) => number
    readonly _pffft_transform: Transform
    readonly _pffft_transform_ordered: Transform
    readonly _pffft_zreorder: (setup: number, input: number, output: number, backward: 0 | 1) => void
    readonly _pffft_zconvolve_accumulate: (
      setup: number,
      a: number,
      b: number,
      sum: number,
      scaling: number,
    ) => void
  }
  export default function open(): Promise<Pffft>
}
