import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JourneyRow, walkJourney } from '../../scripts/journey/journey.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** The journey of `npm start`, both ways of the switch that nobody has confirmed on a live tenant. */
describe.each([
  ['the organization is named on refresh, and that is confirmed', true, true],
  ['the organization is not named on refresh, and the environment says so', false, false],
  ['the organization is named on refresh, but nobody has confirmed it', true, false],
])('%s', (_what, named, confirmed) => {
  let deployed: DeployedTenant | undefined
  let rows: readonly JourneyRow[]

  beforeAll(async () => {
    deployed = await deployedTenant({
      environment: { capabilities: { organizationOnRefresh: confirmed } },
    })
    deployed.running.tenant.state.settings.set('local-tenant/switches', {
      organizationOnRefresh: named,
    })
    rows = await walkJourney(deployed.scene, () => {})
  })

  afterAll(() => deployed?.stop())

  test('every row is as expected', () => {
    expect(rows.map(({ seen }) => seen)).toEqual(rows.map(({ expected }) => expected))
    expect(rows).toHaveLength(21)
  })

  test('the bytes that ran are the staged bytes', () => {
    const ran = new Set(
      deployed?.running.tenant.state.executions.map(({ action_name, code_sha256 }) =>
        JSON.stringify([action_name, code_sha256]),
      ),
    )
    const staged = (deployed?.staged.actions ?? []).map(({ name, sha256 }) =>
      JSON.stringify([name, sha256]),
    )
    expect([...ran].sort()).toEqual(staged.sort())
    expect(staged).toHaveLength(4)
  })
})
