import { describe, expect, test } from 'vitest'
import { DISARMED_LINE } from '../../../scripts/bundle/disarm-rulebook.ts'
import { planChanges } from '../../../scripts/shipping/plan/plan-changes.ts'
import type {
  RemoteAction,
  RemoteResource,
} from '../../../scripts/shipping/tenant-state/resource.ts'
import {
  actualTenant,
  aGuard,
  aTrigger,
  desiredTenant,
  existing,
  GUARD_CODE,
  inputs,
  wanted,
} from './a-tenant-pair.ts'

const guard = aGuard()
const trigger = aTrigger('guard')
const git = desiredTenant(guard, trigger)

const guardInTenant = (differences: Partial<RemoteAction>): RemoteResource => {
  const remote = existing(guard)
  return { ...remote, action: { ...(remote.action as RemoteAction), ...differences } }
}

const plan = (...remote: readonly RemoteResource[]) =>
  planChanges(inputs(git, actualTenant(...remote)))
const boundGuard = existing(trigger)

describe('a guard', () => {
  test('that is deployed and bound as git says is nothing to do', () => {
    const planned = plan(existing(guard), boundGuard)
    expect([planned.changes, planned.refusals, planned.notes]).toEqual([[], [], []])
    expect(planned.fingerprints).toEqual({
      'actions/guard': 'print of actions/guard',
      'triggers/post-login': 'print of triggers/post-login',
    })
  })

  test('that is nowhere is created, and bound after it', () => {
    const { changes } = plan()
    expect(changes.map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      'create actions',
      'bind triggers',
    ])
    expect(changes[0]).toMatchObject({ code: { before: null, diff: '' } })
    expect(changes[1]).toMatchObject({ before: [], after: ['guard'] })
  })

  test('with other code is updated, with a diff', () => {
    const { changes } = plan(guardInTenant({ code: 'old\n' }), boundGuard)
    expect(changes).toMatchObject([{ kind: 'update', name: 'guard', fields: [] }])
    const [change] = changes
    expect(change?.kind === 'update' && change.code?.diff).toContain(`-old\n+${GUARD_CODE.trim()}`)
  })

  test.each([
    ['the draft is another', { hasOtherDraft: true }, 'draft'],
    [
      'the secret was written by somebody else',
      { secretsWrittenAt: { KEY: 'today' } },
      'secrets[KEY]',
    ],
    ['the secret is missing', { secretsWrittenAt: {} }, 'secrets[KEY]'],
  ])('%s', (_what, differences, path) => {
    const { changes } = plan(guardInTenant(differences), boundGuard)
    expect(changes).toMatchObject([{ kind: 'update', fields: [{ path }] }])
  })

  test('that nobody deployed is deployed', () => {
    const remote = guardInTenant({ versionId: null })
    const { changes } = plan({ ...remote, value: { ...remote.value, deployed: false } }, boundGuard)
    expect(changes).toMatchObject([
      { kind: 'update', fields: [{ path: 'deployed' }], code: { before: null } },
    ])
  })

  test.each([
    ['no receipt', { known: {} }],
    ['a receipt under another key', { keyId: 'another key' }],
  ])('%s: whether its secret is the same is not known, and no change', (_what, differences) => {
    const actual = actualTenant(existing(guard), boundGuard)
    const planned = planChanges(inputs(git, actual, differences))
    expect([planned.changes, planned.notes]).toEqual([
      [],
      ['guard: secrets[KEY]: set; no receipt here says with which value'],
    ])
  })

  test('that is disarmed keeps deploys away', () => {
    const { refusals } = plan(
      guardInTenant({ code: `${DISARMED_LINE}\n${GUARD_CODE}` }),
      boundGuard,
    )
    expect(refusals.map(({ code }) => code)).toEqual(['tenant_disarmed'])
  })

  test('is replaced under another name without being unbound between: bound first, deleted last', () => {
    const renamed = aGuard({ name: 'warden' })
    const desired = desiredTenant({ ...renamed, name: 'warden' }, aTrigger('warden'))
    const actual = actualTenant(existing(guard), boundGuard)
    const { changes, refusals } = planChanges(inputs(desired, actual, { shipped: ['guard'] }))
    expect(refusals).toEqual([])
    expect(changes.map(({ kind, type, name }) => `${kind} ${type}/${name}`)).toEqual([
      'create actions/warden',
      'bind triggers/post-login',
      'delete actions/guard',
    ])
  })
})

describe('bindings', () => {
  const helper = existing(wanted('actions', 'helper', { code: '' }))
  const bindings = (...names: readonly string[]): RemoteResource => existing(aTrigger(...names))

  test.each([
    ['of another order', ['guard', 'other'], ['other', 'guard'], ['only the order changes']],
    ['of one less', ['guard'], ['guard', 'other'], ['`other` no longer runs']],
    ['of one more', ['guard', 'other'], ['guard'], []],
    ['of none', [], ['guard'], ['`guard` no longer runs']],
  ])('%s', (_what, after, before, notes) => {
    const desired = desiredTenant(guard, { ...guard, name: 'other' }, aTrigger(...after))
    const actual = actualTenant(
      existing(guard),
      existing({ ...guard, name: 'other' }),
      bindings(...before),
    )
    const { changes, refusals } = planChanges(inputs(desired, actual, { known: {} }))
    expect([changes, refusals]).toEqual([
      [{ kind: 'bind', type: 'triggers', name: 'post-login', notes, before, after }],
      [],
    ])
  })

  test('of an Action that git does not know are refused', () => {
    const { refusals } = plan(existing(guard), helper, bindings('guard', 'helper'))
    expect(refusals).toMatchObject([
      { code: 'binding_unknown', message: expect.stringContaining('`helper`') },
    ])
  })

  test.each([
    ['the environment keeps', { ...helper, keptBecause: 'the environment keeps it' }, trigger],
    ['only triggers.json names', helper, aTrigger('guard', 'helper')],
  ])('of an Action that %s are not', (_what, remote, wantedTrigger) => {
    const desired = desiredTenant(guard, wantedTrigger)
    const actual = actualTenant(existing(guard), remote, bindings('guard', 'helper'))
    expect(planChanges(inputs(desired, actual)).refusals).toEqual([])
  })

  test('of a trigger that triggers.json does not name are left, and told', () => {
    const actual = actualTenant(existing(guard), bindings('guard'))
    const { changes, notes } = planChanges(inputs(desiredTenant(guard), actual))
    expect([changes, notes]).toEqual([
      [],
      ['post-login: not in triggers.json, so left as it is: guard stays bound'],
    ])
  })

  test('of a trigger that triggers.json does not name, to an Action that git dropped, are refused', () => {
    const dropped = existing({ ...guard, name: 'dropped' })
    const actual = actualTenant(existing(guard), dropped, bindings('dropped'))
    expect(planChanges(inputs(desiredTenant(guard), actual)).refusals).toMatchObject([
      { code: 'action_still_bound' },
    ])
  })

  test('with a label of their own are relabelled only where git gives one', () => {
    const labelled = existing({
      ...trigger,
      value: { bindings: [{ action_name: 'guard', display_name: 'Label' }] },
    })
    const unlabelled = { ...trigger, value: { bindings: [{ action_name: 'guard' }] } }
    expect(plan(existing(guard), labelled).changes).toHaveLength(1)
    const desired = desiredTenant(guard, unlabelled)
    expect(planChanges(inputs(desired, actualTenant(existing(guard), labelled))).changes).toEqual(
      [],
    )
  })
})

describe('what else a tenant has', () => {
  test.each([
    ['is deleted', {}, ['delete organizations/left']],
    ['is kept where the tenant cannot live without it', { keptBecause: 'it is Auth0’s own' }, []],
  ])('%s', (_what, differences, titles) => {
    const desired = desiredTenant(wanted('organizations', 'acme'))
    const actual = actualTenant(
      existing(wanted('organizations', 'acme')),
      existing(wanted('organizations', 'left'), differences),
    )
    const { changes } = planChanges(inputs(desired, actual))
    expect(changes.map(({ kind, type, name }) => `${kind} ${type}/${name}`)).toEqual(titles)
  })

  test('twice under one name is refused', () => {
    const acme = wanted('clients', 'Portal')
    const actual = actualTenant(existing(acme), existing(acme, { id: 'the other' }))
    expect(planChanges(inputs(desiredTenant(acme), actual)).refusals).toMatchObject([
      { code: 'name_ambiguous' },
    ])
  })

  test.each([
    [
      'an organization whose file has no connections',
      wanted('organizations', 'acme', { display_name: 'Acme' }),
      { display_name: 'Other', connections: [{ name: 'members' }] },
      'connections: not in git, so kept; the Deploy CLI alone would unlink them',
    ],
    [
      'an organization whose file has no grants',
      wanted('organizations', 'acme', { display_name: 'Acme', connections: [] }),
      { display_name: 'Other', connections: [], client_grants: [{ client_id: 'Export' }] },
      'client_grants: not in git, so kept; the Deploy CLI alone would unlink them',
    ],
    [
      'a role whose file has no permissions',
      wanted('roles', 'Member', { description: 'One' }),
      { description: 'Other', permissions: [{ permission_name: 'read' }] },
      'permissions: not in git, so kept; the Deploy CLI alone would remove them',
    ],
    [
      'a connection whose file has fewer options',
      wanted('connections', 'oidc', { options: { scope: 'openid' } }),
      { options: { scope: 'email', tenant_domain: 'x', icon_url: 'y' } },
      'options icon_url, tenant_domain: not in git, so kept; the Deploy CLI alone would drop them',
    ],
  ])('%s is told what is kept for it', (_what, resource, value, note) => {
    const actual = actualTenant(existing(resource, { value: { name: resource.name, ...value } }))
    const { changes } = planChanges(inputs(desiredTenant(resource), actual))
    expect(changes.flatMap(({ notes }) => notes)).toEqual([note])
  })

  test('is told what leaving it out of a list does to people', () => {
    const acme = wanted('organizations', 'acme', { connections: [] })
    const value = { name: 'acme', connections: [{ name: 'members' }] }
    const { changes } = planChanges(
      inputs(desiredTenant(acme), actualTenant(existing(acme, { value }))),
    )
    expect(changes).toMatchObject([
      {
        fields: [
          {
            path: 'connections[members]',
            kind: 'removed',
            means: expect.stringMatching(/^unlinked/),
          },
        ],
      },
    ])
  })

  test('cannot change a connection’s strategy', () => {
    const oidc = wanted('connections', 'oidc', { strategy: 'oidc' })
    const actual = actualTenant(existing(oidc, { value: { name: 'oidc', strategy: 'samlp' } }))
    expect(planChanges(inputs(desiredTenant(oidc), actual)).refusals).toMatchObject([
      { code: 'field_immutable' },
    ])
  })
})
