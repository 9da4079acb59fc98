import { describe, expect, test } from 'vitest'
import { imaginedLogin, sourcesOf } from '../../../actions/event-stream/imagined-login.ts'
import type { Issued } from '../../../actions/event-stream/issued.ts'
import type { PresentState } from '../../../actions/event-stream/present-state.ts'
import { ACME, ANN, GLOBEX, MEMBERS, PORTAL, TENANT } from '../../builders/ids.ts'
import { aChangedUser, DRIFT_SECRETS } from '../../builders/run-drift.ts'

const session: Issued = {
  path: 'sessions/s',
  kind: 'session',
  applications: [PORTAL],
  metadata: undefined,
  createdAt: undefined,
}
const token: Issued = {
  ...session,
  path: 'refresh-tokens/t',
  kind: 'refresh-token',
  createdAt: '2026-01-05T12:00:00.000Z',
}
const source = { id: MEMBERS, name: 'members', strategy: 'auth0' }
const present: PresentState = {
  profile: { user_id: ANN, app_metadata: { a: '1' } },
  memberships: [ACME],
  roles: new Map([[ACME, ['member']]]),
  organizations: new Map([[ACME, { name: 'acme', metadata: { og_status: 'active' } }]]),
  applications: new Map([[PORTAL, { client_metadata: { og_modes: 'membership=off' } }]]),
}
const silentLogin = {
  authorization: { roles: ['member'] },
  client: { client_id: PORTAL, name: '', metadata: { og_modes: 'membership=off' } },
  connection: source,
  organization: { id: ACME, name: 'acme', metadata: { og_status: 'active' } },
  request: { query: {} },
  secrets: DRIFT_SECRETS,
  tenant: { id: TENANT },
  transaction: { protocol: 'oidc-basic-profile', prompt: ['none'] },
  user: { user_id: ANN, app_metadata: { a: '1' } },
}

describe('what somebody holds is imagined to be used', () => {
  type Case = [string, Issued, string | null, Partial<PresentState>, object]
  const { organization: _organization, ...anywhere } = silentLogin
  test.each<Case>([
    ['a session: by a silent login', session, ACME, {}, silentLogin],
    [
      'a refresh token: by an exchange',
      token,
      ACME,
      {},
      {
        ...silentLogin,
        refresh_token: { created_at: token.createdAt },
        transaction: { protocol: 'oauth2-refresh-token' },
      },
    ],
    [
      'without an organization: with none, and no roles of one',
      session,
      null,
      {},
      { ...anywhere, authorization: { roles: [] } },
    ],
    [
      'in an organization that is gone: with its id alone',
      session,
      GLOBEX,
      {},
      {
        ...silentLogin,
        authorization: { roles: [] },
        organization: { id: GLOBEX, name: '', metadata: {} },
      },
    ],
    [
      'by an application that is gone, of a person without metadata: with none of either',
      session,
      ACME,
      { applications: new Map(), profile: { user_id: ANN } },
      {
        ...silentLogin,
        client: { client_id: PORTAL, name: '', metadata: {} },
        user: { user_id: ANN, app_metadata: {} },
      },
    ],
  ])('%s', (_what, issued, organization, differences, expected) => {
    const use = { application: PORTAL, organization, source }
    const made = imaginedLogin(use, issued, { ...present, ...differences }, aChangedUser())
    expect(made).toEqual(expected)
  })
})

test('a source is an account, with the id that the rulebook has for its connection', () => {
  const identities = [
    { connection: 'members', provider: 'auth0' },
    { connection: 'other', provider: 'samlp' },
    { connection: 'toString', provider: 7 },
    null,
  ]
  const sources = (profile: object) =>
    sourcesOf({ ...present, profile: { ...profile } }, { members: MEMBERS })
  expect(sources({ identities })).toEqual([
    { id: MEMBERS, name: 'members', strategy: 'auth0' },
    { id: 'unnamed', name: 'other', strategy: 'samlp' },
    { id: 'unnamed', name: 'toString', strategy: '' },
    { id: 'unnamed', name: '', strategy: '' },
  ])
  expect([sources({}), sources({ identities: 'members' })]).toEqual([[], []])
})
