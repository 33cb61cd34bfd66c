/** `lockstep markers`: what people marked in a session, as a table or a file for other programs. */
import { Command, Option } from 'commander'
import type { Annotation, AnnotationSet } from '../../core/protocol/index.ts'
import { formatTime } from '../../core/time/index.ts'
import type { AnnotationFormat } from '../../review/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import { deliver } from '../deliver.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { formatTable } from '../table.ts'
import { examples } from '../terminal.ts'

interface MarkersOptions {
  catalog?: string
  format?: AnnotationFormat | 'table'
  out?: string
  all?: boolean
}

export function command(effects: Effects): Command {
  return new Command('markers')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .addOption(catalogOption())
    .addOption(
      new Option(
        '--format <format>',
        'table, or a file for other programs; default: from the name of --out, else table',
      ).choices(['table', 'csv', 'vtt', 'jsonl']),
    )
    .option('--all', 'what is in tiers too')
    .option('--out <file>', 'write to a file (whole or not at all) instead of standard output')
    .addHelpText(
      'after',
      examples([
        'lockstep markers lesson',
        'lockstep markers lesson --out markers.csv',
        'lockstep markers RM_h7s9KqPzLm --all --format vtt > lesson.vtt',
      ]),
    )
    .action(async (sessionName: string, options: MarkersOptions) => {
      const format = options.format ?? formatOfName(options.out) ?? 'table'
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), sessionName)
        const markersOnly = options.all !== true
        const text =
          format === 'table'
            ? formatMarkers(await access.readAnnotations(sessionId), markersOnly)
            : await access.readAnnotationFile(sessionId, { format, markersOnly })
        await deliver(new TextEncoder().encode(text), options.out, effects)
      })
    })
}

function formatOfName(out: string | undefined): AnnotationFormat | undefined {
  const extension = /\.(csv|vtt|jsonl)$/i.exec(out ?? '')?.[1]
  return extension?.toLowerCase() as AnnotationFormat | undefined
}

function formatMarkers({ tiers, annotations }: AnnotationSet, markersOnly: boolean): string {
  const names = new Map(tiers.map(({ tierId, name }) => [tierId, name]))
  const shown = markersOnly ? annotations.filter(({ tierId }) => tierId === null) : annotations
  if (shown.length === 0) return markersOnly ? 'No markers.\n' : 'No annotations.\n'
  return formatTable(
    ['at', 'end', 'tier', 'label', 'text', 'seen in', 'by'],
    shown.map((one) => [
      formatTime(one.startUs),
      one.endUs === one.startUs ? '' : formatTime(one.endUs),
      one.tierId === null ? '' : (names.get(one.tierId) ?? ''),
      one.label,
      one.body,
      describeAnchor(one),
      one.author,
    ]),
    ['r', 'r'],
  )
}

function describeAnchor({ anchor }: Annotation): string {
  if (!anchor.isPlaced) return 'a recording that is gone or unplaced'
  return anchor.identity === null ? '' : `${anchor.identity}/${anchor.source}`
}
