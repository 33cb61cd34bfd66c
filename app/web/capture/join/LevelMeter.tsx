/** How loud a microphone is, drawn as it sounds. */
import { useEffect, useRef } from 'react'
import { measurePeak } from '../../../../core/protocol/health.ts'
import classes from './join.module.css'

/** What is drawn at the left end, dBFS. */
const FLOOR_DB = -60

export function LevelMeter({ track }: { readonly track: MediaStreamTrack }) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(
    () => watchLevel(track, (share) => bar.current?.style.setProperty('--level', String(share))),
    [track],
  )
  return (
    <span className={classes.meter} role="img" aria-label="Level of the microphone">
      <span ref={bar} />
    </span>
  )
}

/** Tells 0 to 1 each frame; returns what ends it. */
function watchLevel(track: MediaStreamTrack, tell: (share: number) => void): () => void {
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 1024 })
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  let held = 0
  let frame = requestAnimationFrame(function draw() {
    analyser.getFloatTimeDomainData(samples)
    const db = 20 * Math.log10(Math.max(1e-6, measurePeak(samples)))
    held = Math.max(Math.max(0, 1 - db / FLOOR_DB), held - 0.02)
    tell(held)
    frame = requestAnimationFrame(draw)
  })
  return () => {
    cancelAnimationFrame(frame)
    void context.close()
  }
}
