import type { Event } from '@auth0/actions/credentials-exchange/v2'
import { describe, expect, test } from 'vitest'
import { onExecuteCredentialsExchange } from '../../../actions/credentials-exchange/action.ts'
import type { Mode } from '../../../policies/mode.ts'
import { aMachineTokenEvent } from '../../builders/a-machine-token-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  type MachineTokenRun,
  machineRulebook,
  runMachineToken,
} from '../../builders/run-machine-token.ts'
import type { Differences } from '../../builders/with-differences.ts'

const MANAGEMENT = aRulebook().managementAudience

const ask = (differences: Differences, mode: Mode = 'enforce'): Promise<MachineTokenRun> =>
  runMachineToken(aMachineTokenEvent(differences), machineRulebook(mode))

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

  test.each<[string, Differences]>([
    ['its application', { client: { metadata: { og_modes: 'machine-token-gate=enforce' } } }],
    [
      'its organization',
      { organization: { metadata: { og_modes: 'machine-token-gate=enforce' } } },
    ],
  ])('is refused where %s asks for it', async (_who, differences) => {
    const other = { ...differences, client: { ...Object(differences).client, client_id: 'other' } }
    expect(await ask(other, 'monitor')).toMatchObject(refused('M2M_NOT_ALLOWED'))
  })

  test('#65 is not in the line', async () => {
    expect((await ask({ client: { client_id: 'other' } })).log).toEqual([
      `og deny M2M_NOT_ALLOWED by machine-token-gate door=machine org=${ACME} rulebook=0123abcd`,
    ])
  })
})

describe('the repair of the guard', () => {
  test('is never asked about, whatever else is broken', async () => {
    const broken = { resource_server: { identifier: MANAGEMENT } } as unknown as Event
    expect(await runMachineToken(broken, { managementAudience: MANAGEMENT } as never)).toEqual({
      ...GRANTED,
      log: [],
    })
  })
})

describe('when the guard itself fails', () => {
  test.each([undefined, null, 7])('an event that is %s never throws', async (event) => {
    const { code, refusal } = await runMachineToken(event as never, machineRulebook('enforce'))
    expect([code, refusal?.code]).toEqual(
      typeof event === 'number' ? [null, undefined] : ['server_error', 'OG_RETRY'],
    )
    expect(await runMachineToken(event as never, machineRulebook('monitor'))).toMatchObject(GRANTED)
  })
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecuteCredentialsExchange.constructor.name).toBe('AsyncFunction')
})
