import { afterAll, expect, test, vi } from 'vitest'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { bundleAction } from '../../../scripts/bundle/bundle-action.ts'
import { createAsker } from '../../../scripts/evidence/asking/create-asker.ts'
import { diffEnvironment } from '../../../scripts/evidence/diff-environment.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { MACHINE } from '../../builders/a-machine-token-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

const acting = vi.hoisted(() => ({ actOut: vi.fn() }))
vi.mock('../../../scripts/evidence/acting/act-out.ts', () => acting)

const askers = [createAsker()]
afterAll(() => Promise.all(askers.map((asker) => asker.end())))

const BASE = aRulebook()
const OPENED = aRulebook({
  machineToken: { ...BASE.machineToken, machineTokenGate: { clients: { [ACME]: [MACHINE] } } },
})

const versionOf = async (rulebook: BakedRulebook) => ({
  codes: new Map([
    [
      'credentials-exchange' as const,
      (await bundleAction(ROOT, 'credentials-exchange', rulebook)).code,
    ],
  ]),
  names: {
    clients: { 'Nightly Export': MACHINE },
    organizations: { acme: ACME },
    connections: {},
  },
  tenantId: 'example-tenant',
  beside: new Map(),
})

/** One class is newly admitted. */
async function acted() {
  const sides = [await versionOf(BASE), await versionOf(OPENED)] as const
  const { moments, unproven } = await diffEnvironment('production', sides, NOON_MS, askers, {
    actsOut: true,
  })
  return { acting: moments.flatMap(({ rows }) => rows.map((row) => row.acting)), unproven }
}

test('what the doors answer otherwise is not proven, and says which class', async () => {
  acting.actOut.mockResolvedValue([{ kind: 'contradicted', before: 'admitted', after: 'refused' }])
  expect((await acted()).unproven).toEqual([
    expect.stringMatching(
      /^class `?\S+`? is computed as `M2M_NOT_ALLOWED by machine-token-gate`, then `admitted`, and was seen as `admitted`, then `refused`$/,
    ),
  ])
})

test('where no tenant can be set up the rows stay computed, and say why', async () => {
  acting.actOut.mockRejectedValue(new Error('no port is free'))
  expect(await acted()).toEqual({
    acting: [{ kind: 'computed', why: 'no tenant could be set up: no port is free' }],
    unproven: [],
  })
})
