import { EgressInfo } from '@livekit/protocol'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatEgressState,
  joinEgressStates,
  mergeEgressInfo,
  parseEgressState,
  printEgressState,
  readEgressState,
} from '../../../capture/egress/mergeEgressInfo.ts'
import { tellStory, withoutSecrets } from './egressMaking.ts'

const story = fc.nat({ max: 500 }).map(tellStory)
/** Any reports of one egress: some of a story's, in any order, repeated, with members lost on the way. */
const reports = story.chain(({ states }) =>
  fc.array(
    fc
      .tuple(fc.constantFrom(...states), fc.subarray(['fileResults', 'file', 'track', 'details', 'error']))
      .map(([info, lost]) => {
        const json = info.toJson() as Record<string, never>
        return EgressInfo.fromJson(
          Object.fromEntries(Object.entries(json).filter(([name]) => !lost.includes(name))),
        )
      }),
    { minLength: 1, maxLength: 8 },
  ),
)
const print = (infos: readonly EgressInfo[]): string =>
  printEgressState(infos.map(readEgressState).reduce(joinEgressStates))

describe('merging reports of an egress', () => {
  it('gives the true final state from any order of them, repeated or not', () => {
    fc.assert(
      fc.property(
        story.chain((told) =>
          fc.tuple(
            fc.constant(told),
            fc.shuffledSubarray([...told.states, ...told.states.slice(0, 2)], {
              minLength: told.states.length + 2,
            }),
          ),
        ),
        ([{ states }, heard]) => {
          expect(mergeEgressInfo(heard).toJson()).toEqual(withoutSecrets(states.at(-1)!))
        },
      ),
    )
  })

  it('is commutative, associative and idempotent, whatever was lost of a report', () => {
    fc.assert(
      fc.property(reports, reports, reports, (some, more, most) => {
        const [a, b, c] = [some, more, most].map((infos) =>
          infos.map(readEgressState).reduce(joinEgressStates),
        )
        const text = (left: typeof a, right: typeof a): string =>
          printEgressState(joinEgressStates(left!, right!))
        expect(text(a, b)).toBe(text(b, a))
        expect(text(joinEgressStates(a!, b!), c)).toBe(text(a, joinEgressStates(b!, c!)))
        expect(text(a, a)).toBe(printEgressState(a!))
        // Kept and read again, a state is what it was.
        expect(printEgressState(parseEgressState(text(a, b)))).toBe(text(a, b))
      }),
    )
  })

  it('gives the same for any order of the same reports, and an EgressInfo that LiveKit’s own reader takes', () => {
    fc.assert(
      fc.property(
        reports.chain((infos) =>
          fc.tuple(fc.constant(infos), fc.shuffledSubarray(infos, { minLength: infos.length })),
        ),
        ([told, shuffled]) => {
          expect(print(shuffled)).toBe(print(told))
          const merged = mergeEgressInfo(told)
          expect(EgressInfo.fromJsonString(merged.toJsonString()).toJson()).toEqual(merged.toJson())
        },
      ),
    )
  })

  it('keeps what was once known, though the last report does not have it', () => {
    const { states } = tellStory(2)
    const last = states.at(-1)!.clone()
    last.fileResults = []
    last.result = { case: undefined }
    const merged = mergeEgressInfo([last, states[1]!])
    expect(merged.status).toBe(last.status)
    expect(merged.fileResults[0]?.startedAt).toBe(states[1]!.fileResults[0]!.startedAt)
    expect(merged.result.case).toBe('file')
  })

  it('believes the end, though a report of the running egress bears a later time', () => {
    const { states } = tellStory(1)
    const stale = states[1]!.clone()
    stale.updatedAt = states.at(-1)!.updatedAt + 5_000_000_000n
    expect(mergeEgressInfo([stale, states.at(-1)!]).toJson()).toEqual(withoutSecrets(states.at(-1)!))
  })

  it('keeps no credentials', () => {
    const text = printEgressState(readEgressState(tellStory(4).states[0]!))
    expect(text).not.toMatch(/AKIA|real-secret/)
    expect(formatEgressState(parseEgressState(text)).toJsonString()).toContain('{access_key}')
  })
})
