import { expect, test } from 'vitest'
import { canaryFor } from '../../../scripts/administration/open-canary-witness.ts'
import { staysOpen } from '../../../scripts/administration/stays-open.ts'
import type { Project } from '../../../scripts/project/load-project.ts'

const IDS = { organizations: { acme: 'org_a', globex: 'org_g' } }
const project = (policy: string, rollout: object, ceiling = 'enforce') =>
  ({
    rulebook: {
      policies: {
        'org-blocked': { mode: 'enforce' },
        'user-suspended': { mode: 'enforce' },
        [policy]: rollout,
      },
    },
    environment: { ceiling },
    ids: IDS,
  }) as unknown as Project
const alone = (policy: string, kinds: string) => [
  `\`${policy}\` is enforced for some ${kinds} alone: elsewhere the person may be let in`,
]
const nobody = (policy: string) => [`\`${policy}\` is enforced for nobody: the person is let in`]
const [ORG, USER] = ['org-blocked', 'user-suspended'] as const
const some = { clients: { Reports: 'enforce' }, connections: { members: 'enforce' } }

test.each([
  ['org_a', ORG, { mode: 'enforce' }, 'enforce', []],
  ['org_a', ORG, { mode: 'enforce' }, 'capture', nobody(ORG)],
  ['org_a', ORG, { mode: 'off' }, 'enforce', nobody(ORG)],
  ['org_a', ORG, { mode: 'capture', clients: { Reports: 'capture' } }, 'enforce', nobody(ORG)],
  [
    'org_a',
    ORG,
    { mode: 'monitor', ...some },
    'enforce',
    alone(ORG, 'applications and connections'),
  ],
  ['org_a', ORG, { mode: 'monitor', ...some }, 'monitor', nobody(ORG)],
  ['org_a', ORG, { mode: 'monitor', organizations: { acme: 'enforce' } }, 'enforce', []],
  ['org_a', ORG, { mode: 'monitor', organizations: { acme: 'enforce' } }, 'monitor', nobody(ORG)],
  ['org_g', ORG, { mode: 'monitor', organizations: { acme: 'enforce' } }, 'enforce', nobody(ORG)],
  ['org_x', ORG, { mode: 'monitor', organizations: { acme: 'enforce' } }, 'enforce', nobody(ORG)],
  ['org_a', USER, { mode: 'off' }, 'enforce', []],
  ['*', USER, { mode: 'enforce', organizations: { acme: 'monitor' } }, 'enforce', []],
  [
    '*',
    USER,
    { mode: 'monitor', organizations: { acme: 'enforce' } },
    'enforce',
    alone(USER, 'organizations'),
  ],
  ['*', USER, { mode: 'monitor' }, 'enforce', nobody(USER)],
  ['*', ORG, { mode: 'monitor' }, 'enforce', []],
] as const)('a block of %s, where %s is %j under %s', (where, policy, rollout, ceiling, open) => {
  expect(staysOpen(project(policy, rollout, ceiling), where)).toEqual(open)
})

test.each([
  ['org_g', null, 'globex'],
  ['org_x', 'org_x', undefined],
  ['*', 'org_g', 'globex'],
  ['*', 'org_a', 'acme'],
  ['*', 'org_x', 'acme'],
  ['*', null, 'without'],
] as const)(
  'a block of %s is tried, for somebody of %s, on the canary %s',
  (where, signsInTo, name) => {
    const canary = (one: string, organization?: string, expect = 'admitted') => ({
      name: one,
      expect,
      ...(organization === undefined ? {} : { organization }),
    })
    const canaries = [
      canary('outsider', 'globex', 'refused'),
      canary('acme', 'acme'),
      canary('globex', 'globex'),
      canary('without'),
    ]
    const place = { environment: { canaries }, ids: IDS } as unknown as Project
    expect(canaryFor(place, { person: 'auth0|1', where, signsInTo })?.name).toBe(name)
  },
)
