import { expect, test } from 'vitest'
import { readCode } from '../../../scripts/check/readable-code.ts'
import {
  type StateUse,
  stateUsesOfAction,
  stateUsesOfScript,
} from '../../../scripts/check/state-uses.ts'

const kinds = (uses: readonly StateUse[]): readonly string[] => [
  ...new Set(uses.map(({ kind }) => kind)),
]

const login = (body: string): string =>
  `function login(email, password, callback) {\n  ask(email, (error, body) => { ${body} })\n}`

test.each<[string, string, readonly string[]]>([
  ['a profile put together', 'callback(null, { user_id: body.id, email: body.email })', []],
  ['one with a name', 'const profile = { user_id: body.id }; callback(null, profile)', []],
  ['a member more', 'const profile = { a: 1 }; profile.email = email; callback(null, profile)', []],
  ['an error', 'callback(new WrongUsernameOrPasswordError(email))', []],
  ['no profile', 'callback(null)', []],
  ['yes', 'callback(null, true)', []],
  ['an element of a list', 'const first = body.list[0]; callback(null, { user_id: first })', []],
  ['the whole map', 'callback(null, { user_id: 1, app_metadata: { plan: 1 } })', ['whole']],
  [
    'the whole map by a name',
    'const app_metadata = body.a; callback(null, { app_metadata })',
    ['whole'],
  ],
  [
    'the whole map, assigned',
    'const p = {}; p.app_metadata = body.a; callback(null, p)',
    ['whole'],
  ],
  [
    'the whole map in brackets',
    "const p = {}; p['app_metadata'] = 1; callback(null, p)",
    ['whole'],
  ],
  [
    'the whole map in two pieces',
    "const p = {}; p['app_' + 'metadata'] = 1; callback(null, p)",
    ['whole'],
  ],
  ['a comment about it', '/* app_metadata */ callback(null, { user_id: 1 }) /* og_lock */', []],
  [
    'a computed member',
    'const p = {}; for (const k in body) p[k] = body[k]; callback(null, p)',
    ['unclear'],
  ],
  ['a computed key', 'callback(null, { user_id: 1, [body.key]: body.value })', ['unclear']],
  ['a copy', 'callback(null, { user_id: 1, ...body.profile })', ['unclear']],
  ['a copy into it', 'const p = {}; Object.assign(p, body); callback(null, p)', ['unclear']],
  ['entries', 'const p = Object.fromEntries(body.list); callback(null, { id: p.id })', ['unclear']],
  ['a helper’s copy', 'const p = {}; _.extend(p, body); callback(null, p)', ['unclear']],
  ['the answer as it came', 'callback(null, body)', ['unclear']],
  ['a part of the answer', 'callback(null, body.user)', ['unclear']],
  ['the answer, parsed', 'callback(null, JSON.parse(body))', ['unclear']],
])('a script: %s', async (_what, body, expected) => {
  expect(kinds(stateUsesOfScript(await readCode(login(body))))).toEqual(expected)
})

const action = (body: string): string =>
  `const PLAN = 'plan'\nexports.onExecutePostLogin = async (event, api) => {\n  ${body}\n}`

test.each<[string, string, readonly string[]]>([
  ['a key in place', "api.user.setAppMetadata('plan', 'gold')", []],
  ['a constant', "api.user.setAppMetadata(PLAN, 'gold')", []],
  ['reading all of it', "api.idToken.setCustomClaim('a', event.user.app_metadata.plan)", []],
  ['taking it apart', 'const { app_metadata: meta } = event.user; console.log(meta.plan)', []],
  ['metadata of the transaction', 'api.transaction.setMetadata(event.client.name, 1)', []],
  ['metadata of the person', 'api.user.setUserMetadata(event.client.name, 1)', []],
  ['a record', "api.user.setAppMetadata('og_block', null)", ['names']],
  ['a record in two pieces', "api.user.setAppMetadata('og_' + 'block', null)", ['names']],
  ['the organization of a token', "api.refreshToken.setMetadata('og_org', 'org_1')", ['names']],
  ['a computed key', 'api.user.setAppMetadata(event.request.query.key, null)', ['unclear']],
  ['a key put together', "api.user.setAppMetadata(['og', 'block'].join('_'), null)", ['unclear']],
  [
    'a template',
    'api.user.setAppMetadata(`$' + '{event.request.query.a}_block`, null)',
    ['unclear'],
  ],
  ['keys of a list', 'for (const k of event.list) api.user.setAppMetadata(k, null)', ['unclear']],
  ['a name given twice', "let k = 'a'; k = event.k; api.user.setAppMetadata(k, 1)", ['unclear']],
  [
    'a parameter that is named like a constant',
    'const f = (PLAN) => api.user.setAppMetadata(PLAN, 1); f(event.k)',
    ['unclear'],
  ],
  ['a computed method', 'api.user[event.request.query.m]("plan", null)', ['unclear']],
  ['a computed target', 'api[event.request.query.m].setAppMetadata("plan", null)', ['unclear']],
  [
    'a method that is handed on',
    'const set = api.user.setAppMetadata; set(event.k, null)',
    ['unclear'],
  ],
  ['methods taken apart', 'const { setAppMetadata } = api.user; run(setAppMetadata)', ['unclear']],
  ['a computed key of a session', 'api.session.setMetadata(event.k, "x")', ['unclear']],
  ['a computed key of a token', 'api.refreshToken.deleteMetadata(event.k)', ['unclear']],
  ['everything a token remembers', 'api.refreshToken.evictMetadata()', ['whole']],
  ['a map within the map', "api.user.setAppMetadata('app_metadata', {})", ['whole']],
  ['a map of another kind within it', "api.user.setAppMetadata('metadata_v2', {})", []],
  [
    'a copy to the Management API',
    'await users.update(id, { app_metadata: { ...old } })',
    ['whole'],
  ],
  [
    'the map of the profile to it',
    'await users.update(id, { app_metadata: event.user.app_metadata })',
    ['whole'],
  ],
  ['one key to it', 'await users.update(id, { app_metadata: { plan: 1 } })', []],
])('an Action: %s', async (_what, body, expected) => {
  expect(kinds(stateUsesOfAction(await readCode(action(body))))).toEqual(expected)
})
