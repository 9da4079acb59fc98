import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { restoreBefore } from '../../../scripts/shipping/restore/restore-before.ts'
import type { RemoteResource } from '../../../scripts/shipping/tenant-state/guarded-tenant.ts'
import { memoryPort, type Things } from '../../gateway/memory-port.ts'

const action = (name: string, versionId: string | null = `${name} 1`): RemoteResource => ({
  type: 'actions',
  name,
  id: `act_${name}`,
  value: {},
  action: { code: '', versionId, versionNumber: null, secretsWrittenAt: {} },
})

const trigger = (name: string, ...actions: readonly string[]): RemoteResource => ({
  type: 'triggers',
  name,
  id: name,
  value: { bindings: actions.map((one) => ({ action_name: one, display_name: one })) },
})

/** As it is by now: names, and which of their versions is deployed. */
const deployed = (...actions: readonly (readonly [name: string, version: number])[]): Things => ({
  '/actions/actions': actions.map(([name, version]) => ({
    id: `act_${name}`,
    name,
    deployed_version: { id: `${name} ${version}` },
  })),
})

/** What a trigger runs by now; one that is left out cannot be read. */
const runs = (name: string, ...actions: readonly string[]): Things => ({
  [`/actions/triggers/${name}/bindings`]: actions.map((one) => ({
    display_name: one,
    action: { name: one },
  })),
})

const REVIVED = 'POST /actions/actions/act_guard/versions/guard%201/deploy'
const BOUND = 'PATCH /actions/triggers/post-login/bindings'
const OTHER_BOUND = 'PATCH /actions/triggers/credentials-exchange/bindings'
const refused = () => refusal(403, 'insufficient_scope', 'no')

test.each<
  [
    what: string,
    before: readonly RemoteResource[],
    now: Things,
    answers: Things,
    sent: readonly string[],
    restored: readonly string[],
    left: readonly string[],
  ]
>([
  [
    'a version, after the bindings',
    [action('guard'), trigger('post-login', 'guard')],
    deployed(['guard', 2]),
    {},
    [BOUND, REVIVED],
    ['post-login runs guard', 'guard version guard 1'],
    [],
  ],
  [
    'nothing of what is deployed as it was, nor of what was not',
    [action('guard'), action('draft', null)],
    deployed(['guard', 1], ['draft', 2]),
    {},
    [],
    ['all of it still runs'],
    [],
  ],
  [
    'no list that is as it was',
    [action('guard'), trigger('post-login', 'guard', 'theirs'), trigger('credentials-exchange')],
    {
      ...deployed(['guard', 2], ['theirs', 1]),
      ...runs('post-login', 'guard', 'theirs'),
      ...runs('credentials-exchange'),
    },
    {},
    [REVIVED],
    ['guard version guard 1'],
    [],
  ],
  [
    'a list in its order, and names what goes from it',
    [trigger('post-login', 'guard', 'theirs'), trigger('credentials-exchange')],
    {
      ...deployed(['guard', 1], ['theirs', 1], ['new', 1]),
      ...runs('post-login', 'theirs', 'guard'),
      ...runs('credentials-exchange', 'new'),
    },
    {},
    [BOUND, OTHER_BOUND],
    ['post-login runs guard, then theirs', 'credentials-exchange runs nothing, no longer new'],
    [],
  ],
  [
    'a list that cannot be read',
    [trigger('credentials-exchange')],
    {},
    { [`GET ${OTHER_BOUND.slice('PATCH '.length)}`]: () => refusal(503, 'unavailable', 'later') },
    [OTHER_BOUND],
    ['credentials-exchange runs nothing'],
    [],
  ],
  [
    'everything, where the tenant does not say what is there',
    [action('guard'), trigger('post-login', 'guard')],
    deployed(['guard', 1]),
    { 'GET /actions/actions': () => refusal(503, 'unavailable', 'later') },
    [BOUND, REVIVED],
    ['post-login runs guard', 'guard version guard 1'],
    [],
  ],
  [
    'what comes after an Action that is deleted by now',
    [action('old'), action('guard')],
    deployed(['guard', 2]),
    {},
    [REVIVED],
    ['guard version guard 1'],
    ['old version old 1 (it is deleted)'],
  ],
  [
    'a trigger without the one that is deleted by now',
    [trigger('post-login', 'old', 'guard'), action('guard')],
    deployed(['guard', 1]),
    {},
    [BOUND],
    ['post-login runs guard'],
    [],
  ],
  [
    'what comes after what the tenant does not take',
    [trigger('post-login', 'guard'), trigger('credentials-exchange'), action('guard')],
    { ...deployed(['guard', 2]), ...runs('credentials-exchange', 'guard') },
    { [BOUND]: refused },
    [BOUND, OTHER_BOUND, REVIVED],
    ['credentials-exchange runs nothing, no longer guard', 'guard version guard 1'],
    [`post-login runs guard (\`${BOUND}\` was answered 403: no)`],
  ],
])('puts back %s', async (_what, before, now, answers, sent, restored, left) => {
  const memory = memoryPort(now, answers)
  const address = { domain: 'tenant.example.com', certificate: null }
  const done = await restoreBefore({ address, port: memory.port }, { resources: before })
  const lines = memory.sent.map(({ method, path }) => `${method} ${path}`)
  expect([lines, done]).toEqual([sent, { restored, left }])
})
