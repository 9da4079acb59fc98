import {
  type Case,
  LOCAL,
  PRODUCTION,
  policies,
  RULEBOOK,
  TRIGGERS,
  withProduction,
} from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const ACME = 'tenant/organizations/acme.json'
const GOOGLE = 'tenant/connections/google-oauth2.json'
const GRANT = 'tenant/grants/Nightly Export - Example API.json'
const ROLE = 'tenant/roles/Organization Admin.json'
const IDS = 'tenant/environments/local.ids.json'

/** Every name is the name of something. */
export const NAME_CASES: readonly Case[] = [
  {
    what: 'a mistyped connection of an organization',
    changes: { [ACME]: swap('"acme-oidc"', '"acme-odic"') },
    found: [['connection_unknown', ACME, '"acme-odic"']],
  },
  {
    what: 'a mistyped application of a connection',
    changes: { [GOOGLE]: swap('"Reports"', '"Report"') },
    found: [['client_unknown', GOOGLE, '"Report"']],
  },
  {
    what: 'a mistyped application of an organization',
    changes: {
      [ACME]: withKeys({ clients: [{ client_id: 'Portal', use_for_member_access: true }] }),
    },
    found: [['client_unknown', ACME, '"Portal"']],
  },
  {
    what: 'a grant of an unknown application',
    changes: { [GRANT]: swap('"Nightly Export"', '"Nightly Import"') },
    found: [['client_unknown', GRANT, '"Nightly Import"']],
  },
  {
    what: 'a grant of an unknown API',
    changes: { [GRANT]: swap('https://api.example.com/', 'https://api.example.org/') },
    found: [['audience_unknown', GRANT, 'https://api.example.org/']],
  },
  {
    what: 'a grant of the tenant’s own API',
    changes: { [GRANT]: swap('https://api.example.com/', 'https://localhost:4443/api/v2/') },
    found: [],
  },
  {
    what: 'a role of an unknown API',
    changes: {
      [ROLE]: (text) => text.replaceAll('https://api.example.com/', 'https://api.example.org/'),
    },
    found: [['audience_unknown', ROLE, 'https://api.example.org/']],
  },
  {
    what: 'a role with a permission that its API does not have',
    changes: { [ROLE]: swap('"update:members"', '"delete:members"') },
    found: [['permission_unknown', ROLE, '"delete:members"']],
  },
  {
    what: 'a grant of a permission that its API does not have',
    changes: { [GRANT]: swap('"read:members"', '"read:secrets"') },
    found: [['permission_unknown', GRANT, '"read:secrets"']],
  },
  {
    what: 'names of types that the environment leaves alone',
    changes: {
      ...withProduction({ manages: ['actions', 'triggers', 'clientGrants', 'roles'] }),
      [GRANT]: swap('"Nightly Export"', '"Nightly Import"'),
      [ROLE]: (text) => text.replaceAll('https://api.example.com/', 'https://api.example.org/'),
    },
    environments: ['production'],
    found: [
      ['reference_unverified', GRANT, '"Nightly Import"'],
      ['reference_unverified', ROLE, 'https://api.example.org/'],
    ],
  },
  {
    what: 'a rulebook that names nobody',
    changes: {
      [RULEBOOK]: policies({ 'org-required': { clients: { 'Back.Office': 'enforce' } } }),
    },
    found: [['name_without_id', RULEBOOK, '"Back.Office"']],
  },
  {
    what: 'a rulebook that names nobody, beside an override, in two environments',
    changes: {
      [RULEBOOK]: swap('"Reports"', '"Reprots"'),
      ...withProduction({
        overrides: { policies: { 'org-required': { clients: { Reports: 'enforce' } } } },
      }),
    },
    environments: ['local', 'production'],
    found: [
      ['name_without_id', RULEBOOK, '"Reprots"'],
      ['id_unused', IDS, '"Reports"'],
    ],
  },
  {
    what: 'an override that names nobody',
    changes: withProduction({
      overrides: { policies: { membership: { organizations: { initech: 'off' } } } },
    }),
    environments: ['production'],
    found: [['name_without_id', PRODUCTION, '"initech"']],
  },
  {
    what: 'a rulebook name that has an id and no file',
    changes: { 'tenant/organizations/globex.json': null },
    found: [
      ['rulebook_name_unknown', RULEBOOK, '"Member Portal": ["acme", "globex"]'],
      ['rulebook_name_unknown', RULEBOOK, '"Back Office": ["acme", "globex"]'],
      ['rulebook_name_unknown', RULEBOOK, '"members": ["acme", "globex"]'],
    ],
  },
  {
    what: 'an id that no local tenant gives',
    changes: { [IDS]: withKeys({ clients: { Reports: 'somebody-else' } }) },
    found: [['id_outdated', IDS, '"Reports"']],
  },
  {
    what: 'an id of a customer that the rulebook does not mention',
    changes: { [IDS]: withKeys({ organizations: { initech: 'org_initech' } }) },
    found: [['id_unused', IDS, '"initech"']],
  },
  {
    what: 'names that the environment keeps although git does not have them',
    changes: {
      [LOCAL]: withKeys({ keeps: { clients: ['Legacy'], actions: ['marketplace'] } }),
      [GOOGLE]: swap('"Reports"', '"Legacy"'),
      [TRIGGERS]: withKeys({ 'post-change-password': [{ action_name: 'marketplace' }] }),
    },
    found: [],
  },
  {
    what: 'a canary that signs in to nothing',
    changes: { [LOCAL]: withKeys({ canaries: [canary('Portal', 'initech')] }) },
    found: [
      ['name_without_id', LOCAL, '"Portal"'],
      ['name_without_id', LOCAL, '"initech"'],
    ],
  },
  {
    what: 'an id that only a canary needs',
    changes: withProduction(
      { canaries: [canary('Member Portal', 'initech')] },
      { initech: 'org_initech' },
    ),
    environments: ['production'],
    found: [],
  },
  {
    what: 'an exemption that has expired, and one that soon will',
    changes: {
      [RULEBOOK]: withKeys({
        exemptions: [exemption('2026-11-23'), exemption('2026-12-07'), exemption('2026-12-08')],
      }),
    },
    found: [
      ['exemption_expired', RULEBOOK, '"expires": "2026-11-23"'],
      ['exemption_expiring', RULEBOOK, '"expires": "2026-12-07"'],
    ],
  },
  {
    what: 'the day of a review has come, is to come, has come of what is enforced, and of one application alone',
    changes: {
      [RULEBOOK]: policies({
        'identity-lock': { reviewBy: '2026-11-23' },
        'identifier-lock': { reviewBy: '2026-11-24' },
        'org-blocked': { reviewBy: '2026-11-22' },
        'org-required': { reviewBy: '2026-11-21' },
        'upstream-freshness': { reviewBy: '2026-11-20' },
      }),
    },
    found: [
      ['review_overdue', RULEBOOK, '"reviewBy": "2026-11-21"'],
      ['review_overdue', RULEBOOK, '"reviewBy": "2026-11-23"'],
    ],
  },
  {
    what: 'an exemption to the last day there may be, and one for ever',
    changes: {
      [RULEBOOK]: withKeys({ exemptions: [exemption('2027-02-21'), exemption('9999-12-31')] }),
    },
    found: [['allowance_too_long', RULEBOOK, '"expires": "9999-12-31"']],
  },
  {
    what: 'a former domain that counts for ever',
    changes: {
      [RULEBOOK]: policies({
        'email-lock': { equivalentDomains: [formerly('2027-11-24'), formerly('9999-12-31')] },
      }),
    },
    found: [['allowance_too_long', RULEBOOK, '"expires": "9999-12-31"']],
  },
  {
    what: 'a cut-over a year and a day away',
    changes: { [RULEBOOK]: policies({ 'email-lock': { cutOver: '2027-11-24' } }) },
    found: [],
  },
  {
    what: 'one that is farther away',
    changes: { [RULEBOOK]: policies({ 'email-lock': { cutOver: '2027-11-25' } }) },
    found: [['cut_over_far', RULEBOOK, '"cutOver": "2027-11-25"']],
  },
  {
    what: 'one that is farther away, where nothing is adopted',
    changes: {
      [RULEBOOK]: policies({ 'email-lock': { cutOver: '2029-01-01', onMissing: 'deny' } }),
    },
    found: [],
  },
  {
    what: 'an exemption of one environment',
    changes: { [LOCAL]: withKeys({ overrides: { exemptions: [exemption('2026-11-01')] } }) },
    found: [['exemption_expired', LOCAL, '"expires"']],
  },
]

function canary(client: string, organization: string): object {
  return {
    name: 'must pass',
    client,
    organization,
    redirectUri: 'https://portal.example.com/callback',
    identifier: 'CANARY_ADDRESS',
    password: 'CANARY_PASSWORD',
    expect: 'admitted',
  }
}

function formerly(expires: string): object {
  return {
    organization: 'acme',
    from: 'old.example.com',
    to: 'acme.example.com',
    owner: 'reporting',
    reason: 'they were renamed, and moved their mailboxes',
    expires,
  }
}

function exemption(expires: string): object {
  return {
    policy: 'verified-email',
    client: 'Reports',
    owner: 'reporting',
    reason: 'they are moving to another provider',
    expires,
  }
}
