/** Run as a process: commits one batch after another, from the number given, saying each; until it is killed. */
import { openCatalog } from '../../../core/catalog/catalog.ts'

const [path, first, rowsPerBatch] = process.argv.slice(2)
const catalog = await openCatalog(path!, { create: true })
for (let batch = Number(first); ; batch++) {
  await catalog.transaction(async (tx) => {
    const rows = Array.from({ length: Number(rowsPerBatch) }, (_, row) => ({
      source_id: `batch ${batch}`,
      object_key: 'log',
      line_number: row,
      recv_ns: BigInt(batch),
      payload: 'x'.repeat(400),
    }))
    await tx.append('log_events', rows.slice(0, rows.length / 2))
    await tx.append('log_events', rows.slice(rows.length / 2))
    await tx.run('DELETE FROM sources')
    await tx.append('sources', [
      {
        source_id: `batch ${batch}`,
        uri: 'u',
        kind: 'k',
        first_ingested_at: new Date(0),
        last_ingested_at: new Date(0),
      },
    ])
  })
  process.stdout.write(`${batch}\n`)
  // So that some of the kills meet a checkpoint.
  if (batch % 2 === 0) await catalog.run('CHECKPOINT')
}
