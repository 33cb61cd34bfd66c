/** Where filmstrips get their pictures. Without a source, video lanes are plain film. */
export interface Thumbnails {
  /** Returns the picture nearest to a media time that is here already; asks for it otherwise. */
  find(recordingId: string, ptsUs: number, widthPx: number): CanvasImageSource | undefined
  subscribe(listener: () => void): () => void
}
