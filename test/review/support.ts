/** A lesson of two people, ingested for real from a bucket written by hand; its media are fakes. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Annotation, NewAnnotation } from '../../core/protocol/index.ts'
import { createAnnotation, readAnnotations } from '../../review/index.ts'
import { createRig, START_NS, trackFiles, type Rig } from '../ingest/rig.ts'

export const SESSION = 'RM_1'
const SECOND = 1_000_000_000n

export const ANN = trackFiles({
  room: 'lesson',
  identity: 'ann',
  source: 'camera',
  track: 'ANN',
  startedAtNs: START_NS,
  seconds: 60,
})
export const BOB = trackFiles({
  room: 'lesson',
  identity: 'bob',
  source: 'camera',
  track: 'BOB',
  startedAtNs: START_NS + 5n * SECOND,
  seconds: 40,
})
/** Bob rejoins. */
export const BOB_AGAIN = trackFiles({
  room: 'lesson',
  identity: 'bob',
  source: 'camera',
  track: 'BOB2',
  startedAtNs: START_NS + 50n * SECOND,
  seconds: 5,
})
export const LOG = {
  'lesson/RM_1/log.jsonl': ['ann', 'bob']
    .map((sender, index) =>
      JSON.stringify({
        recv_ns: String(START_NS + BigInt(index + 10) * SECOND),
        sender,
        topic: 'chat',
        payload: `of ${sender}`,
      }),
    )
    .join('\n'),
}

export async function createLesson(): Promise<Rig & { readonly catalog: Catalog }> {
  const rig = await createRig()
  await rig.put({ ...ANN, ...BOB })
  await rig.ingest()
  return { ...rig, catalog: await rig.open() }
}

/** Marks on the alignment that stands. */
export async function mark(
  catalog: Catalog,
  given: Partial<NewAnnotation> & Pick<NewAnnotation, 'annotationId' | 'startUs'>,
): Promise<Annotation> {
  const { clockVersion } = await readAnnotations(catalog, SESSION)
  return createAnnotation(catalog, SESSION, {
    tierId: null,
    endUs: given.startUs,
    clockVersion,
    author: 'eve',
    ...given,
  })
}

export async function readOne(catalog: Catalog, id: string, sessionId = SESSION): Promise<Annotation> {
  const { annotations } = await readAnnotations(catalog, sessionId)
  const found = annotations.find(({ annotationId }) => annotationId === id)
  if (!found) throw new Error(`no annotation ${id} in ${sessionId}`)
  return found
}
