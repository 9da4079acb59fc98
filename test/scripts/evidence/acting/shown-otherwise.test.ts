import { expect, test } from 'vitest'
import { shownOtherwise } from '../../../../scripts/evidence/acting/shown-otherwise.ts'

const WITNESS = {
  client: { client_id: 'c', name: 'Portal (alike: Reports)', metadata: { og_modes: 'x' } },
  organization: { id: 'org_a', name: 'acme', metadata: {} },
  authentication: { methods: [{ name: 'federated', timestamp: '2026-11-23T12:00:00.000Z' }] },
  refresh_token: { id: 'a-token' },
  request: { query: {} },
  secrets: { OG_BREAK_GLASS: '[]' },
  session: { id: 'a-session', authenticated_at: '2026-11-23T12:00:00.000Z' },
  transaction: { protocol: 'oidc-basic-profile' },
  user: {
    app_metadata: { og_lock: { v: 1 } },
    email: 'ann@acme.example.com',
    identities: [{ connection: 'the-connection', provider: 'auth0' }],
    username: undefined,
  },
}
const { organization: _none, ...WITHOUT_ORGANIZATION } = WITNESS
const SHOWN = {
  ...WITNESS,
  client: { client_id: 'c', name: 'stage', metadata: { og_modes: 'x' } },
  organization: { id: 'org_a', name: 'stage', display_name: 'stage', metadata: {} },
  authentication: { methods: [{ name: 'pwd', timestamp: '2026-11-23T12:00:03.000Z' }] },
  refresh_token: undefined,
  request: { query: { state: 'x' }, ip: '127.0.0.1' },
  secrets: undefined,
  session: { id: 'another', authenticated_at: '2026-11-23T12:00:03.000Z', metadata: {} },
  user: {
    ...WITNESS.user,
    identities: [{ connection: 'the-connection', provider: 'auth0', isSocial: false }],
    user_metadata: {},
  },
}
const user = (change: object) => ({ ...SHOWN, user: { ...SHOWN.user, ...change } })

test.each<[string, object, object, string | null]>([
  ['names, numbers and what Auth0 adds', WITNESS, SHOWN, null],
  ['another address', WITNESS, user({ email: 'eve@acme.example.com' }), 'user.email'],
  ['no lock', WITNESS, user({ app_metadata: {} }), 'user.app_metadata.og_lock'],
  [
    'metadata that is more',
    WITNESS,
    user({ app_metadata: { ...WITNESS.user.app_metadata, og_block: {} } }),
    'user.app_metadata',
  ],
  ['a name that nobody has', WITNESS, user({ username: 'ann' }), 'user.username'],
  ['one account more', WITNESS, user({ identities: [{}, {}] }), 'user.identities'],
  [
    'another source',
    WITNESS,
    user({ identities: [{ connection: 'another', provider: 'auth0' }] }),
    'user.identities.0.connection',
  ],
  [
    'a sign-in of an hour ago',
    WITNESS,
    { ...SHOWN, session: { authenticated_at: '2026-11-23T11:00:00.000Z' } },
    'session.authenticated_at',
  ],
  [
    'another organization',
    WITNESS,
    { ...SHOWN, organization: { ...SHOWN.organization, id: 'org_b' } },
    'organization.id',
  ],
  ['an organization that is not asked for', WITHOUT_ORGANIZATION, SHOWN, 'organization'],
  [
    'another door',
    WITNESS,
    { ...SHOWN, transaction: { protocol: 'oauth2-password' } },
    'transaction.protocol',
  ],
  [
    'a refresh without its token',
    { ...WITNESS, transaction: { protocol: 'oauth2-refresh-token' } },
    { ...SHOWN, transaction: { protocol: 'oauth2-refresh-token' } },
    'refresh_token',
  ],
])('%s', (_what, witness, shown, other) => {
  expect(shownOtherwise(witness, shown)).toBe(other)
})
