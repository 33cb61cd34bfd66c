/** docs/findings.md is the table of finding codes for people: made from the code, never by hand (`vitest -u` writes it). */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FINDING_CODES, type FindingCode } from '../../ingest/findingCodes.ts'
import { root } from '../support/program.ts'

function formatPage(): string {
  const rows = Object.entries<FindingCode>(FINDING_CODES).map(
    ([code, { severity, meaning, hint }]) => `| \`${code}\` | ${severity} | ${meaning} | ${hint} |`,
  )
  return [
    '# Findings',
    '',
    'An imperfection of the data never stops an ingest. It becomes a row of `findings`, with the values it was seen',
    'from, and is shown in the page. These are all the codes there are.',
    '',
    '| code | severity | what it means | what you can do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

it('tells people every finding there is', async () => {
  await expect(formatPage()).toMatchFileSnapshot(join(root, 'docs', 'findings.md'))
})
