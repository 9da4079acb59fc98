import type { Axis, Where } from './crossing.ts'
import { type SpaceTerms, textsUnder } from './space-terms.ts'
import { wordOf } from './word-of.ts'

const DAY_MS = 86_400_000

type Blockable = { readonly where: Where; readonly atMs: number; readonly block: unknown }
type OfOrganization = { readonly where: Where; readonly status: string | null }

/** What `og_block` can say of somebody. */
export function blockedOnes<Draft extends Blockable>(): Axis<Draft> {
  const word = wordOf<Draft>()
  const from = (o: string, until?: number) =>
    ({
      block: { v: 1, b: [{ o, r: 'left', t: 1, ...(until === undefined ? {} : { until }) }] },
    }) as Partial<Draft>
  return [
    word('blocked everywhere', () => from('*')),
    word('blocked in the organization', ({ where: { organization } }) =>
      organization === null ? null : from(organization),
    ),
    word('blocked in another organization', () => from('org_another')),
    word('a block that is over', ({ atMs }) => from('*', Math.floor((atMs - DAY_MS) / 1000))),
    word('a block that cannot be read', () => ({ block: 'left' }) as Partial<Draft>),
  ]
}

/** What an organization can say of itself: what either rulebook takes for active, and what none does. */
export const statusesOf = <Draft extends OfOrganization>(terms: SpaceTerms): Axis<Draft> =>
  [...textsUnder(terms, 'active'), 'of-no-list'].map((status) =>
    wordOf<Draft>()(`organization says it is ${status}`, ({ where }) =>
      where.organization === null ? null : ({ status } as Partial<Draft>),
    ),
  )
