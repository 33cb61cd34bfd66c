/** Decodes the first stream of each file named to 8 kHz mono and does nothing with it: the floor of any alignment. */
import { argv } from 'node:process'
import { readSoundBlocks } from '../../core/media/soundGraph.ts'

for (const path of argv.slice(2)) {
  let samples = 0
  const blocks = readSoundBlocks(path, { streamId: 0, firstSample: 0, format: 's16' })
  for await (const block of blocks) samples += block.samples
  if (samples === 0) throw new Error(`${path} holds no sound`)
}
