/** What axe finds wrong in the page as it stands, as texts a person can act on. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

interface What {
  /** Looks inside this alone. */
  readonly within?: string
  /** These rules alone. */
  readonly rules?: readonly string[]
}

export async function findWrong(page: Page, { within, rules }: What = {}): Promise<string[]> {
  // In the page itself: it has no frames, for whose sake axe would open another tab each time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  if (within !== undefined) axe.include(within)
  if (rules) axe.withRules([...rules])
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  )
}
