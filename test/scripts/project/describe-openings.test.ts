import { expect, test } from 'vitest'
import { describeOpenings } from '../../../scripts/project/describe-openings.ts'
import { loadProject, type Project } from '../../../scripts/project/load-project.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import type { Differences } from '../../builders/with-differences.ts'

const sample = await loadProject(ROOT, 'local')

type Given = {
  readonly rulebook?: Differences
  readonly policies?: Readonly<Record<string, Differences>>
  readonly rebindPublicKey?: string
}

/** Nobody is let in by anything but the policies. */
const SHUT: Readonly<Record<string, Differences>> = {
  'verified-email': { trustedConnections: [] },
  'source-domain': { unlisted: 'refuse' },
  'email-lock': {
    mode: 'enforce',
    onMissing: 'deny',
    cutOver: '2027-06-01',
    newcomers: 'grant',
    spread: { from: '2026-01-01', days: 0 },
    equivalentDomains: [],
  },
  'signup-gate': { admit: 'invited', domains: [], operators: 'granted', phone: 'refuse' },
}
const ACCOUNTABLE = { owner: '@acme/team', reason: 'they asked for it', expires: '2027-01-31' }
const lock = (differences: Differences): Given => ({ policies: { 'email-lock': differences } })

function openingsOf({ rulebook = {}, policies = {}, rebindPublicKey }: Given) {
  const changed = Object.entries(SHUT).map(([id, shut]) => [
    id,
    { ...sample.rulebook.policies[id as 'email-lock'], ...shut, ...policies[id] },
  ])
  const written = { ...sample.rulebook, exemptions: [], requestsMayLoosen: false, ...rulebook }
  return describeOpenings({
    ...sample,
    rulebook: {
      ...written,
      policies: { ...sample.rulebook.policies, ...Object.fromEntries(changed) },
    },
    environment: {
      ...sample.environment,
      keys: { ...sample.environment.keys, rebindPublicKey: rebindPublicKey ?? null },
    },
  } as Project)
}

test.each<[string, Given, readonly string[]]>([
  ['nothing', {}, []],
  [
    'exemptions, whom they are for, and until when',
    {
      rulebook: {
        exemptions: [
          { policy: 'email-lock', client: 'Reports', ...ACCOUNTABLE },
          { policy: 'membership', organization: 'acme', connection: 'acme-oidc', ...ACCOUNTABLE },
        ],
      },
    },
    [
      'sets aside: email-lock for client `Reports` until 2027-01-31; membership for organization `acme`, connection `acme-oidc` until 2027-01-31',
    ],
  ],
  [
    'adoption until the cut-over',
    lock({ onMissing: 'adopt' }),
    ['adopts: the address of whoever has no lock until 2027-06-01, then none without a grant'],
  ],
  [
    'a later cut-over, other newcomers, and a spread',
    lock({
      onMissing: 'adopt',
      cutOver: '2027-09-01',
      newcomers: 'adopt',
      spread: { from: '2026-12-01', days: 30 },
    }),
    [
      'adopts: the address of whoever has no lock until 2027-09-01, spread over 30 days from 2026-12-01, then that of newer accounts',
    ],
  ],
  [
    'adoption that is only watched, and whoever is vouched for afterwards',
    lock({ onMissing: 'observe', newcomers: 'vouched' }),
    [
      'adopts: nobody’s address until 2027-06-01, then that of newer accounts whose connection vouches for it',
    ],
  ],
  ['nothing where the policy is off', lock({ onMissing: 'adopt', mode: 'off' }), []],
  [
    'a connection that is trusted with addresses',
    { policies: { 'verified-email': { trustedConnections: ['acme-oidc'] } } },
    ['trusts: `acme-oidc` with addresses it never verified'],
  ],
  [
    'former domains',
    lock({
      equivalentDomains: [
        { organization: 'acme', from: 'old.example.com', to: 'new.example.com', ...ACCOUNTABLE },
      ],
    }),
    ['trusts: addresses of new.example.com as those of old.example.com in `acme` until 2027-01-31'],
  ],
  [
    'whatever is believed without proof, one after the other',
    {
      rulebook: { requestsMayLoosen: true },
      policies: {
        'source-domain': { unlisted: 'pass' },
        'signup-gate': {
          admit: 'domains',
          domains: ['acme.example.com', 'globex.example.com'],
          operators: 'marked',
          phone: 'admit',
        },
      },
      rebindPublicKey: 'a public key',
    },
    [
      'trusts: enterprise connections without listed domains with any; sign-ups of acme.example.com, globex.example.com; accounts with any metadata as made by operators; sign-ups with a telephone number; clients and organizations to weaken modes by `og_modes`; whoever has the rebind key 0b7348fa to move and grant addresses',
    ],
  ],
  [
    'another rebind key is another one',
    { rebindPublicKey: 'another public key' },
    ['trusts: whoever has the rebind key 7511c762 to move and grant addresses'],
  ],
])('%s', (_what, differences, lines) => {
  expect(openingsOf(differences)).toEqual(lines)
})
