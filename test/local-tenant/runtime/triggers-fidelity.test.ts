import { describe, expect, test } from 'vitest'
import { TRIGGER_CATALOGUE } from '../../../scripts/local-tenant/management/trigger-catalogue.ts'
import { TRIGGERS_FIDELITY } from '../../../scripts/local-tenant/runtime/triggers-fidelity.ts'
import { aRuntime, aTenant, bind, sharedRuntime, type TriggerId } from './a-tenant.ts'

const { evaluate } = sharedRuntime()
const whole = TRIGGERS_FIDELITY.filter(({ part }) => part === undefined)
const parts = TRIGGERS_FIDELITY.flatMap((row) =>
  row.part === undefined ? [] : [{ ...row, part: row.part }],
)

test('every trigger of the catalogue has a row, and no other', () => {
  const ids = [...new Set(TRIGGER_CATALOGUE.map(({ id }) => id))]
  expect(whole.map(({ trigger }) => trigger).sort()).toEqual(ids.sort())
})

describe('triggers', () => {
  test.each(whole.filter(({ claim }) => claim.fidelity !== 'refused'))(
    '$trigger runs',
    async ({ trigger }) => {
      const body = "throw new Error('ran')"
      const { refusal } = await evaluate({ trigger: trigger as TriggerId, body })
      expect(refusal).toMatchObject({ message: 'ran' })
    },
  )

  test.each(whole.filter(({ claim }) => claim.fidelity === 'refused'))(
    '$trigger is refused by name',
    async ({ trigger }) => {
      const tenant = aTenant()
      bind(tenant, { trigger, code: 'exports.onExecuteAny = async () => {}' })
      const { runtime } = aRuntime(tenant)
      const { refusal } = await runtime.runTrigger(trigger, 'onExecuteAny', { tenant: { id: 'x' } })
      const message = '[local tenant] this trigger is not emulated yet'
      expect(refusal).toMatchObject({ kind: 'failed', message })
    },
  )
})

describe('parts of an api', () => {
  const switches = { groupsAndRoles: true }
  test.each(parts)('$trigger: $part is as claimed', async ({ trigger, part, claim }) => {
    const body = `const it = ${part}; if (typeof it === 'function') await it(); else throw new Error(typeof it)`
    const outcome = await evaluate({ trigger: trigger as TriggerId, body, switches })
    const { refusal } = outcome
    const message = refusal?.kind === 'failed' ? refusal.message : ''
    const isRefused = message === `[local tenant] ${part} is not emulated yet`
    expect([isRefused, message === 'undefined']).toEqual([claim.fidelity === 'refused', false])
  })
})
