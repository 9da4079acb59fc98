import { dayFromNow } from '../builders/day-from-now.ts'
import type { Ground, Hazard } from './hazard.ts'
import { named } from './named.ts'

/** What hangs on organizations, roles and connections. */

const state = ({ running }: Ground) => running.tenant.state

const linksOfAcme = (ground: Ground): number => {
  const acme = named(state(ground).organizations, 'acme')
  return state(ground).organizationConnections.filter((link) => link.organization_id === acme?.id)
    .length
}

const connection = (ground: Ground, name: string) => named(state(ground).connections, name)

const iconOf = (ground: Ground): unknown =>
  (connection(ground, 'acme-oidc')?.options as { icon_url?: string } | undefined)?.icon_url

const permissionsOfMember = (ground: Ground): number | undefined =>
  named(state(ground).roles, 'Member')?.permissions.length

const enableForGoogle = ({ edit }: Ground, ...clients: readonly string[]): Promise<void> =>
  edit('connections/google-oauth2.json', (one) => ({ ...one, enabled_clients: clients }))

const permissionsRefused = (method: string) => ({
  path: '/api/v2/roles/*/permissions',
  method,
  status: 400,
  times: 99,
})

const SQUATTER = 'cli_squatter'

const grantsOfSquatter = (ground: Ground): number =>
  [...state(ground).clientGrants.values()].filter(({ client_id: id }) => id === SQUATTER).length

async function writeBilling({ write }: Ground): Promise<void> {
  const client = {
    name: 'Billing',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  }
  const grant = { client_id: 'Billing', audience: 'https://api.example.com/', scope: [] }
  await write('clients/Billing.json', JSON.stringify(client))
  await write('grants/Billing.json', JSON.stringify(grant))
}

const ORGANIZATIONS = { AUTH0_INCLUDED_ONLY: ['organizations'] }
const CONNECTIONS = { AUTH0_INCLUDED_ONLY: ['connections'] }
const ICON = 'https://acme.example.com/icon.png'

export const LINK_HAZARDS: readonly Hazard[] = [
  {
    id: 'typo-unlinks',
    sentence: 'unlinks an organization’s connection whose name is mistyped, without a word',
    change: ({ edit }) =>
      edit('organizations/acme.json', (one) => ({
        ...one,
        connections: [{ name: 'acme-oidk' }, { name: 'members' }],
      })),
    plain: {
      settings: ORGANIZATIONS,
      happened: (ground, { failed }) => !failed && linksOfAcme(ground) === 1,
    },
    ours: [{ deploy: ['reference_unknown'], holds: [linksOfAcme, 2] }],
  },
  {
    id: 'omitted-unlinks',
    sentence: 'unlinks all connections of an organization whose file does not speak of them',
    change: ({ edit }) =>
      edit('organizations/acme.json', ({ connections: _left, ...one }) => ({
        ...one,
        display_name: 'Acme Inc.',
      })),
    plain: { settings: ORGANIZATIONS, happened: (ground) => linksOfAcme(ground) === 0 },
    ours: [
      { deploy: ['organization_connections_unstated'], holds: [linksOfAcme, 2] },
      {
        change: ({ edit }) => edit('waivers.json', () => ({ waivers: [waiver()] })),
        deploy: 'done',
        holds: [linksOfAcme, 2],
      },
    ],
  },
  {
    id: 'omitted-ungrants',
    sentence: 'takes all grants of an organization whose file does not speak of them',
    before: grantAcme,
    change: ({ edit }) =>
      edit('organizations/acme.json', (one) => ({ ...one, display_name: 'Acme Inc.' })),
    plain: {
      settings: ORGANIZATIONS,
      happened: (ground) => state(ground).organizationClientGrants.length === 0,
    },
    ours: [
      { deploy: 'done', holds: [(ground) => state(ground).organizationClientGrants.length, 1] },
    ],
  },
  {
    id: 'role-without-permissions',
    sentence:
      'takes all permissions of every role, then gives them back: stopped between, they are gone',
    change: ({ edit }) =>
      edit('roles/Member.json', (role) => ({
        ...role,
        description: 'Reads',
        permissions: (role.permissions as unknown[]).slice(0, 1),
      })),
    plain: {
      refused: [permissionsRefused('POST')],
      settings: { AUTH0_INCLUDED_ONLY: ['roles'] },
      happened: (ground) => permissionsOfMember(ground) === 0,
    },
    ours: [
      {
        // Every write of a permission fails, whichever comes first: what was there is there.
        deploy: ['deploy_failed'],
        refused: [permissionsRefused('POST'), permissionsRefused('DELETE')],
        holds: [permissionsOfMember, 2],
      },
      { deploy: 'done', holds: [permissionsOfMember, 1] },
    ],
  },
  {
    id: 'options-dropped',
    sentence: 'drops options of a connection that its file does not speak of',
    before: (ground) =>
      Object.assign(connection(ground, 'acme-oidc')?.options ?? {}, { icon_url: ICON }),
    change: ({ edit }) =>
      edit('connections/acme-oidc.json', (one) => ({ ...one, display_name: 'Acme Inc.' })),
    plain: { settings: CONNECTIONS, happened: (ground) => iconOf(ground) === undefined },
    ours: [{ deploy: 'done', holds: [iconOf, ICON] }],
  },
  {
    id: 'last-client-stays',
    sentence: 'leaves the clients of a connection enabled when git wants none',
    change: (ground) => enableForGoogle(ground),
    plain: {
      settings: CONNECTIONS,
      happened: (ground, { failed }) =>
        !failed && connection(ground, 'google-oauth2')?.enabled_clients.length === 1,
    },
    ours: [
      {
        deploy: 'done',
        holds: [(ground) => connection(ground, 'google-oauth2')?.enabled_clients, []],
      },
    ],
  },
  {
    id: 'unknown-client-ignored',
    sentence: 'ends well although a connection names a client that does not exist',
    change: (ground) => enableForGoogle(ground, 'Reports', 'Repotrs'),
    plain: { settings: CONNECTIONS, happened: (_ground, { failed }) => !failed },
    ours: [{ deploy: ['reference_unknown'] }],
  },
  {
    id: 'namesake-granted',
    sentence: 'gives what git grants an application to one of a third party that has its name',
    change: async (ground) => {
      const { clients } = state(ground)
      const reports = named(clients, 'Reports')
      if (reports === undefined) throw new Error('there is no application')
      const squatter = { client_id: SQUATTER, name: 'Billing', is_first_party: false }
      clients.set(SQUATTER, { ...reports, ...squatter })
      await writeBilling(ground)
    },
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['clients', 'clientGrants'] },
      happened: (ground, { failed }) => !failed && grantsOfSquatter(ground) === 1,
    },
    ours: [{ deploy: ['third_party_namesake'], holds: [grantsOfSquatter, 0], written: [] }],
  },
]

const waiver = () => ({
  finding: 'organization_connections_unstated',
  owner: 'platform',
  reason: 'ours keeps them',
  expires: dayFromNow(30),
})

function grantAcme(ground: Ground): void {
  const { organizations, clientGrants, organizationClientGrants } = state(ground)
  const grant = [...clientGrants.values()].find(
    ({ audience }) => audience === 'https://api.example.com/',
  )
  organizationClientGrants.push({
    organization_id: named(organizations, 'acme')?.id ?? '',
    grant_id: grant?.id ?? '',
  })
}
