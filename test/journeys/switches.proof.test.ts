import { afterAll, beforeAll, expect, test } from 'vitest'
import { walkJourney } from '../../scripts/journey/journey.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import { SWITCH_NAMES, SWITCHES } from '../../scripts/local-tenant/switches.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * The journey of `npm start` does not hang on anything that nobody has confirmed: every switch once
 * the other way. Three have tests of their own: `organizationOnRefresh`, with its capability,
 * `operatorCreationShowsMetadata`, without which nobody is known for an operator, and `metadataIsLate`, with
 * which who was invited without a grant is not locked yet when the address changes (`refused-writes.test.ts`).
 */
let deployed: DeployedTenant | undefined
let empty: TenantSnapshot

beforeAll(async () => {
  deployed = await deployedTenant()
  empty = deployed.running.control.snapshot()
})
afterAll(() => deployed?.stop())

const OF_THEIR_OWN: readonly string[] = [
  'organizationOnRefresh',
  'operatorCreationShowsMetadata',
  'metadataIsLate',
]

const ASKED = SWITCH_NAMES.filter((name) => !OF_THEIR_OWN.includes(name))

test.each(ASKED)('%s the other way', async (name) => {
  const { scene, running } = deployed as DeployedTenant
  running.control.restore(empty)
  running.control.setSwitches({ [name]: !SWITCHES[name].default })
  const rows = await walkJourney(scene, () => {})
  expect(rows.map(({ seen }) => seen)).toEqual(rows.map(({ expected }) => expected))
})
