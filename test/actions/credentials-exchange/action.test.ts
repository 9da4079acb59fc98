import type { CredentialsExchangeAPI, Event } from '@auth0/actions/credentials-exchange/v2'
import { describe, expect, test, vi } from 'vitest'
import type { BakedRulebook } from '../../../actions/baked-rulebook.ts'
import { onExecuteCredentialsExchange } from '../../../actions/credentials-exchange/action.ts'
import type { Mode } from '../../../policies/mode.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, GLOBEX, TENANT } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { type ReadRefusal, readRefusal } from '../../builders/read-refusal.ts'
import { TEST_SECRET } from '../../builders/test-keys.ts'
import { type Differences, withDifferences } from '../../builders/with-differences.ts'

const MACHINE = 'clientNightlyExportAAAAAAAAAAAAA'
const MANAGEMENT = aRulebook().managementAudience
const plainEvent = {
  client: { client_id: MACHINE, name: 'Nightly Export', metadata: {} },
  organization: { id: ACME, name: 'acme', metadata: {} },
  resource_server: { identifier: 'https://api.example.com/' },
  secrets: { OG_SIGNING_KEY: TEST_SECRET },
  tenant: { id: TENANT },
}

const rulebookIn = (mode: Mode): BakedRulebook => {
  const rulebook = aRulebook()
  return {
    ...rulebook,
    machineToken: {
      ...rulebook.machineToken,
      rollout: { 'machine-token-gate': aRollout(mode) },
      machineTokenGate: { clients: { [ACME]: [MACHINE] } },
    },
  }
}

type Run = {
  readonly code: string | null
  readonly refusal: ReadRefusal | null
  readonly log: readonly string[]
}

async function run(event: Event, rulebook: BakedRulebook): Promise<Run> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  vi.useFakeTimers({ toFake: ['Date'], now: NOON_MS })
  const log: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  const denied: [string, string][] = []
  const api: CredentialsExchangeAPI = {
    access: {
      deny(code, reason) {
        denied.push([code, reason ?? ''])
        return api
      },
    },
  }
  await onExecuteCredentialsExchange(event, api)
  vi.useRealTimers()
  expect(denied.length).toBeLessThanOrEqual(1)
  const [denial] = denied
  if (denial === undefined) return { code: null, refusal: null, log }
  return { code: denial[0], refusal: readRefusal(denial[1]), log }
}

const ask = (differences: Differences, mode: Mode = 'enforce'): Promise<Run> =>
  run(withDifferences(plainEvent, differences) as unknown as Event, rulebookIn(mode))

const GRANTED = { code: null, refusal: null }
const refused = (reason: string): object => ({
  code: 'invalid_request',
  refusal: {
    code: 'OG_ACCESS',
    reference: { reason, policy: 'machine-token-gate', atMs: NOON_MS },
  },
})

describe('a machine', () => {
  test.each<[string, Differences, object]>([
    ['that was named', {}, GRANTED],
    ['that was not', { client: { client_id: 'other' } }, refused('M2M_NOT_ALLOWED')],
    ['for another organization', { organization: { id: GLOBEX } }, refused('M2M_NOT_ALLOWED')],
    ['for no organization', { organization: undefined, client: { client_id: 'other' } }, GRANTED],
    [
      'for an organization that is there without a readable id',
      { organization: { id: undefined } },
      refused('M2M_NOT_ALLOWED'),
    ],
    [
      '#47 for an organization that is not active',
      { organization: { metadata: { og_status: 'ended' } } },
      refused('ORG_SUSPENDED'),
    ],
    ['without a name', { client: undefined }, refused('M2M_NOT_ALLOWED')],
    [
      'that repairs the guard',
      { client: { client_id: 'other' }, resource_server: { identifier: MANAGEMENT } },
      GRANTED,
    ],
    // Somebody's own API may well end like that; only this tenant's Management API is the repair.
    [
      'for an API of the team that is named like the Management API',
      {
        client: { client_id: 'other' },
        resource_server: { identifier: 'https://api.example.com/api/v2/' },
      },
      refused('M2M_NOT_ALLOWED'),
    ],
  ])('%s', async (_what, differences, outcome) => {
    expect(await ask(differences)).toMatchObject(outcome)
  })

  test('without a key is refused without a reference', async () => {
    const { refusal } = await ask({ secrets: undefined, client: { client_id: 'other' } })
    expect(refusal).toEqual({
      code: 'OG_ACCESS',
      message: 'You do not have access here.',
      reference: null,
    })
  })

  test.each(['off', 'monitor', 'capture'] as const)(
    '#62 is never refused in mode %s',
    async (mode) => {
      expect(await ask({ client: { client_id: 'other' } }, mode)).toMatchObject(GRANTED)
    },
  )

  test('#65 is not in the line', async () => {
    expect((await ask({ client: { client_id: 'other' } })).log).toEqual([
      `og deny M2M_NOT_ALLOWED by machine-token-gate door=machine org=${ACME} rulebook=0123abcd`,
    ])
  })
})

describe('the repair of the guard', () => {
  test('is never asked about, whatever else is broken', async () => {
    const broken = { resource_server: { identifier: MANAGEMENT } } as unknown as Event
    expect(await run(broken, { managementAudience: MANAGEMENT } as never)).toEqual({
      ...GRANTED,
      log: [],
    })
  })
})

describe('when the guard itself fails', () => {
  test.each([undefined, null, 7])('an event that is %s never throws', async (event) => {
    const { code, refusal } = await run(event as never, rulebookIn('enforce'))
    expect([code, refusal?.code]).toEqual(
      typeof event === 'number' ? [null, undefined] : ['server_error', 'OG_RETRY'],
    )
    expect(await run(event as never, rulebookIn('monitor'))).toMatchObject(GRANTED)
  })
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecuteCredentialsExchange.constructor.name).toBe('AsyncFunction')
})
