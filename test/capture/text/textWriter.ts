/**
 * A process that writes numbered packets as fast as they are acknowledged and says on stdout which ones were:
 * `textWriter.ts <local folder> <bucket folder> <first number>`. It is made to be killed.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeSync } from 'node:fs'
import { openTextRecorder } from '../../../capture/text/index.ts'

const [, , folder, bucketFolder, first] = process.argv
let now = 1_795_252_121_441_000_000n

const recorder = await openTextRecorder({
  folder: folder!,
  id: 'killed',
  roomName: 'g3',
  roomId: 'RM_1',
  keyPrefix: 'g3/RM_1',
  clock: { nowNs: () => (now += 1000n) },
  flushMs: 2,
  partBytes: 2000,
  bucket: {
    async put(key, bytes) {
      const path = join(bucketFolder!, key)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.tmp`, bytes)
      await rename(`${path}.tmp`, path)
    },
  },
})
for (let number = Number(first); ; number += 5) {
  const batch = [0, 1, 2, 3, 4].map(async (add) => {
    const payload = new TextEncoder().encode(`packet ${number + add}`)
    const head = { kind: 'data', sender: 'alice', topic: 'log', reliable: true, sentNs: undefined } as const
    await recorder.write({ ...head, payload, arrivalNs: (now += 1000n) })
    // Written at once: a pipe of this process would be lost with it.
    writeSync(1, `${number + add}\n`)
  })
  await Promise.all(batch)
}
