import { beforeEach, describe, expect } from 'vitest'
import { DOMAINS_KEY } from '../../../actions/records/organization-domains.ts'
import { MODES_KEY } from '../../../actions/records/requested-modes.ts'
import type { Mode, Rollout } from '../../../policies/mode.ts'
import { type LoginSettings, loginSettings } from '../../../policies/policies.ts'
import { approveRebind } from '../../../scripts/administration/approve-rebind.ts'
import { grantAddress } from '../../../scripts/administration/grant-address.ts'
import { INVITING_SCOPES, sendInvitation } from '../../../scripts/administration/invitations.ts'
import { sendInvitationAgain } from '../../../scripts/administration/send-invitation-again.ts'
import { statusIn } from '../../../scripts/administration/status-in.ts'
import { ADMINISTRATION_SCOPES, type Tools } from '../../../scripts/administration/tools.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import {
  type Administration,
  anAdministration,
  operator,
  SEALING,
} from '../../builders/an-administration.ts'
import { managementClient } from '../../local-tenant/management/management-access.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

type Row = {
  readonly address: string
  /** Ids of the connections by which Acme lets people in. */
  readonly connections: readonly string[]
  /** `og_domains` of Acme. */
  readonly owned: string
  /** `og_modes` of the application. */
  readonly asked: string
  readonly rollout: Rollout
  readonly login: Partial<LoginSettings>
}

/** Somebody of another company, where Acme has its own identity provider and nothing else. */
const PLAIN: Row = {
  address: 'dan@globex.example.com',
  connections: ['con_sso'],
  owned: 'acme.example.com',
  asked: '',
  rollout: { mode: 'enforce' },
  login: {},
}

function settingsOf({ rollout, login }: Row): LoginSettings {
  return loginSettings({ rollout: { 'source-domain': rollout }, ...login })
}

function open({ connections, owned, asked, ...row }: Row): Tools {
  const { state } = scene.tenant
  const domains = owned === '' ? {} : { [DOMAINS_KEY]: owned }
  Object.assign(state.organizations.get(ACME) ?? {}, { metadata: domains })
  state.organizationConnections = connections.map((connection_id) => ({
    organization_id: ACME,
    connection_id,
    assign_membership_on_login: false,
    show_as_button: true,
    is_signup_enabled: false,
  }))
  changeClient(scene, 'portal', {
    initiate_login_uri: 'https://app.example.com/login',
    client_metadata: asked === '' ? {} : { [MODES_KEY]: asked },
  })
  const login = settingsOf({ connections, owned, asked, ...row })
  return { ...desk.tools, settings: { ...desk.tools.settings, login } }
}

const comesOf = async (sending: Promise<unknown>): Promise<string> => {
  try {
    await sending
    return 'sent'
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code).join()
  }
}

const REFUSED = 'invitation_would_be_refused'
const watched = (mode: Mode): Partial<Row> => ({ rollout: { mode } })
const allowed = {
  policy: 'source-domain',
  organization: ACME,
  untilMs: NOON_MS + 86_400_000,
} as const

/** The third: for an address of somebody who is there, which is of no application. */
const ROWS: Readonly<Record<string, readonly [Partial<Row>, string, string?]>> = {
  'of another domain': [{}, REFUSED],
  'of a domain of the organization': [{ address: 'Dan@ACME.example.com' }, 'sent'],
  'of a domain below one of the organization': [{ address: 'dan@it.acme.example.com' }, REFUSED],
  'where nothing says the domains': [{ owned: '' }, REFUSED],
  'where nothing has to say the domains': [
    { owned: '', login: { sourceDomain: { domains: {}, unlisted: 'pass' } } },
    'sent',
  ],
  'of a domain that the rulebook gives to the connection': [
    {
      login: { sourceDomain: { domains: { con_sso: ['globex.example.com'] }, unlisted: 'refuse' } },
    },
    'sent',
  ],
  'where a database lets people in too': [{ connections: ['con_sso', 'con_members'] }, 'sent'],
  'where each of two connections is held to domains': [
    {
      connections: ['con_sso', 'con_members'],
      login: {
        sourceDomain: { domains: { con_members: ['acme.example.com'] }, unlisted: 'refuse' },
      },
    },
    REFUSED,
  ],
  'where no connection lets anybody in': [{ connections: [] }, 'sent'],
  'by a policy that is off': [watched('off'), 'sent'],
  'by a policy that is only watched': [watched('monitor'), 'sent'],
  'by a policy that only captures': [watched('capture'), 'sent'],
  'by one that is watched, where the application asks for more': [
    { ...watched('monitor'), asked: 'source-domain=enforce' },
    REFUSED,
    'sent',
  ],
  'by one that is off, where the application asks for more': [
    { ...watched('off'), asked: 'source-domain=enforce' },
    'sent',
  ],
  'where the application asks for less, and may': [
    { asked: 'source-domain=monitor', login: { requestsMayLoosen: true } },
    'sent',
    REFUSED,
  ],
  'where the application asks for less, and may not': [{ asked: 'source-domain=monitor' }, REFUSED],
  'by one that is enforced in this organization': [
    { rollout: { mode: 'monitor', organizations: { [ACME]: 'enforce' } } },
    REFUSED,
  ],
  'by one that is enforced in another organization': [
    { rollout: { mode: 'monitor', organizations: { [GLOBEX]: 'enforce' } } },
    'sent',
  ],
  'by one that is enforced for another application': [
    { rollout: { mode: 'monitor', applications: { 'members-only': 'enforce' } } },
    'sent',
  ],
  'under a ceiling': [{ login: { ceiling: 'capture' } }, 'sent'],
  'with an exemption': [{ login: { exemptions: [allowed] } }, 'sent'],
  'with an exemption that has ended': [
    { login: { exemptions: [{ ...allowed, untilMs: NOON_MS }] } },
    REFUSED,
  ],
}

test.each(Object.entries(ROWS))('an invitation %s', async (_name, [difference, expected]) => {
  const row = { ...PLAIN, ...difference }
  const tools = open(row)
  const { address } = row
  const request = { address, inviter: 'Olivia', clientId: 'portal' }
  const sent = await comesOf(sendInvitation(tools, desk.olivia, request, SEALING))
  const { invitations } = scene.tenant.state
  const invited = [...invitations.values()].map(({ invitee }) => invitee.email)
  expect([sent, invited]).toEqual([expected, expected === 'sent' ? [address.toLowerCase()] : []])

  invitations.clear()
  addInvitation(scene, address, { roles: [] })
  const former = { invitation: 'uinv_1', inviter: 'Olivia' }
  const again = await comesOf(sendInvitationAgain(tools, desk.olivia, former, SEALING))
  expect([again, invitations.has('uinv_1')]).toEqual([expected, expected !== 'sent'])
})

describe('another address of a member is judged the same', () => {
  const of = (row: Row) => {
    const person = desk.people.ann.user_id
    return { person, organization: ACME, address: row.address, hours: 1 }
  }
  test.each(Object.entries(ROWS))('%s', async (_name, [difference, asked, expected = asked]) => {
    const row = { ...PLAIN, ...difference }
    const tools = open(row)
    const before = structuredClone(scene.tenant.state.users)
    const said: string[] = []
    for (const give of [approveRebind, grantAddress]) {
      for (const actor of [desk.olivia, operator]) {
        said.push(await comesOf(give(tools, actor, of(row), SEALING)))
        if (expected === REFUSED) expect(scene.tenant.state.users).toEqual(before)
      }
    }
    const code = expected === REFUSED ? 'address_would_be_refused' : 'sent'
    expect(said).toEqual([code, code, code, code])
  })
})

test('one that can be accepted by one connection alone is judged by that one', async () => {
  const tools = open({ ...PLAIN, connections: ['con_sso', 'con_members'] })
  const comes = async (connection_id: string): Promise<string> => {
    addInvitation(scene, PLAIN.address, { roles: [], connection_id })
    const former = { invitation: 'uinv_1', inviter: 'Olivia' }
    return comesOf(sendInvitationAgain(tools, desk.olivia, former, SEALING))
  }
  expect([await comes('con_sso'), await comes('con_members')]).toEqual([REFUSED, 'sent'])
})

test('the scopes that sending asks for suffice, and where nobody can be refused fewer do', async () => {
  const comes = async (difference: Partial<Row>, scopes: readonly string[]): Promise<string> => {
    const tools = open({ ...PLAIN, ...difference })
    const management = await managementClient(scene, {
      scopes: [...ADMINISTRATION_SCOPES, ...scopes],
    })
    const request = { address: 'dan@acme.example.com', inviter: 'Olivia', clientId: 'portal' }
    const sending = sendInvitation({ ...tools, management }, desk.olivia, request, SEALING)
    return comesOf(sending).catch((error: unknown) => String(statusIn(error)))
  }
  const writing = ['create:organization_invitations', 'delete:organization_invitations']
  expect([
    await comes({}, INVITING_SCOPES),
    await comes({}, writing),
    await comes(watched('off'), writing),
    await comes({ login: { ceiling: 'monitor' } }, writing),
  ]).toEqual(['sent', '403', 'sent', 'sent'])
})
