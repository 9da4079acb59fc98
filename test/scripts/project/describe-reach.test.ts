import { expect, test } from 'vitest'
import { describeReach } from '../../../scripts/project/describe-reach.ts'
import { loadProject, type Project } from '../../../scripts/project/load-project.ts'
import { ROOT } from '../../builders/a-checkout.ts'

const sample = await loadProject(ROOT, 'local')
/** With these policies of the sample's: one that somebody adds to it is no difference here. */
const NAMED = [
  ...['user-suspended', 'org-blocked', 'org-status', 'org-required', 'membership'],
  ...['verified-email', 'source-domain', 'email-lock', 'identity-lock', 'identifier-lock'],
  ...['delegation', 'password-reset-gate', 'machine-token-gate', 'signup-gate'],
]
const policies = Object.fromEntries(
  Object.entries(sample.rulebook.policies).filter(([id]) => NAMED.includes(id)),
) as Project['rulebook']['policies']
const local: Project = { ...sample, rulebook: { ...sample.rulebook, policies } }
const BEFORE = 'user-suspended, org-blocked, org-status'
const AFTER =
  'membership, verified-email, source-domain, email-lock, password-reset-gate, machine-token-gate, signup-gate'
const WATCHED = 'identity-lock, identifier-lock, delegation'
const AFTER_ALL = AFTER.replace('email-lock, ', `email-lock, ${WATCHED}, `)

test.each<[string, Project, readonly string[]]>([
  [
    'the sample',
    local,
    [
      `enforces: ${BEFORE}, org-required (\`Member Portal\`, \`Back Office\`), ${AFTER}`,
      `monitors: org-required (\`Reports\`), ${WATCHED}`,
    ],
  ],
  [
    'the sample, where nothing may do more than watch',
    { ...local, environment: { ...local.environment, ceiling: 'monitor' } },
    [
      `monitors: ${BEFORE}, org-required (\`Member Portal\`, \`Back Office\`, \`Reports\`), ${AFTER_ALL}`,
    ],
  ],
  [
    'a name with a weaker mode than everyone, which is no weaker for it',
    {
      ...local,
      rulebook: {
        ...local.rulebook,
        policies: {
          ...policies,
          'org-required': { mode: 'capture', connections: { 'acme-oidc': 'monitor' } },
        },
      },
    },
    [`enforces: ${BEFORE}, ${AFTER}`, 'captures: org-required', `monitors: ${WATCHED}`],
  ],
])('%s', (_what, project, expected) => {
  expect(describeReach(project)).toEqual(expected)
})
