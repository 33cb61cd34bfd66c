/** One alignment as a process of its own, to be killed: `node alignChild.ts <catalog> <session>`; tells each step. */
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { align } from '../../../ingest/align/align.ts'

/** Ticks with every look at it, so that every step is told whatever the machine's speed. */
let clock = 0
const now = (): number => (clock += 1000)

const [path, sessionId] = process.argv.slice(2)
const catalog = await openCatalog(path!)
await align({
  catalog,
  sessionId: sessionId!,
  effects: { now },
  onProgress: ({ stage, done, total }) => process.send?.(`${stage} ${done} ${total}`),
})
await catalog.close()
process.disconnect()
