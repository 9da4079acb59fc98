import { expect, test } from 'vitest'
import { sourceDomain } from '../../../policies/login/source-domain.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import {
  ANNS_MARK,
  aLogin,
  inOrganization,
  type LoginDifferences,
  usable,
} from '../../builders/a-login.ts'
import { GLOBEX } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const MISMATCH = deny('SOURCE_DOMAIN_MISMATCH')
const ACMES = 'con_acmes'
const listed = {
  domains: { [ACMES]: ['acme.example.com', 'acme.example'] },
  unlisted: 'refuse',
} as const
const lenient = { domains: {}, unlisted: 'pass' } as const
const strict = { domains: {}, unlisted: 'refuse' } as const
const someHeld = { domains: listed.domains, unlisted: 'pass' } as const
type Settings = typeof listed | typeof lenient | typeof strict | typeof someHeld

const from = (
  identitySource: string,
  domain: string,
  differences: LoginDifferences = {},
): LoginDifferences => ({
  isEnterpriseSource: true,
  ...differences,
  scope: { identitySource, ...differences.scope },
  person: { address: { ...usable(ANNS_MARK), domain }, ...differences.person },
})

/** By an account that is linked below one of another company's source. */
const below = (isEnterpriseSource: boolean): LoginDifferences => ({
  isEnterpriseSource,
  person: { addressIsOfSource: false, addressIsOfOtherEnterprise: true },
})
const unknownAndShared = from('', 'acme.example.com', { isEnterpriseSource: false })

test.each<[string, LoginDifferences, Settings, Verdict]>([
  ['its own domain', from(ACMES, 'acme.example.com'), listed, PASS],
  ['its second domain', from(ACMES, 'acme.example'), listed, PASS],
  ['the domain of another customer', from(ACMES, 'globex.example.com'), listed, MISMATCH],
  ['a subdomain, which is a domain of its own', from(ACMES, 'eu.acme.example'), listed, MISMATCH],
  ['a domain that ends alike', from(ACMES, 'notacme.example'), listed, MISMATCH],
  ['a source nobody listed', from('con_new', 'acme.example.com'), listed, MISMATCH],
  ['a source nobody listed, where that passes', from('con_new', 'acme.example.com'), lenient, PASS],
  [
    'a source nobody listed, of an organization that says its domains',
    from('con_new', 'globex.example.com', { organizationDomains: ['globex.example.com'] }),
    listed,
    PASS,
  ],
  [
    'the same, where unlisted sources pass: what is said counts',
    from('con_new', 'acme.example.com', { organizationDomains: ['globex.example.com'] }),
    lenient,
    MISMATCH,
  ],
  [
    'the list of the rulebook counts before that of the organization',
    from(ACMES, 'globex.example.com', {
      scope: { organization: inOrganization(GLOBEX) },
      organizationDomains: ['globex.example.com'],
    }),
    listed,
    MISMATCH,
  ],
  ['a name of every object', from('constructor', 'acme.example.com'), listed, MISMATCH],
  [
    'a source that is no company’s own',
    from('con_social', 'mailbox.example.org', { isEnterpriseSource: false }),
    listed,
    PASS,
  ],
  [
    'one that is listed all the same',
    from(ACMES, 'mailbox.example.org', { isEnterpriseSource: false }),
    listed,
    MISMATCH,
  ],
  ['an unknown source, where any is held', from('', 'acme.example.com'), listed, MISMATCH],
  ['an unknown source, where none is', from('', 'acme.example.com'), lenient, PASS],
  [
    'an unknown source, which may be a company’s own, where unlisted ones are refused',
    unknownAndShared,
    strict,
    MISMATCH,
  ],
  ['an unknown source, which may be a listed one', unknownAndShared, someHeld, MISMATCH],
  ['an unknown source, where nothing holds any', unknownAndShared, lenient, PASS],
  [
    'an unknown source, of an organization that says its domains',
    from('', 'acme.example.com', { organizationDomains: ['globex.example.com'] }),
    lenient,
    MISMATCH,
  ],
  [
    'an unknown source that is no company’s own, of the same organization',
    from('', 'acme.example.com', {
      isEnterpriseSource: false,
      organizationDomains: ['globex.example.com'],
    }),
    lenient,
    PASS,
  ],
  [
    'a shared account, linked below one of another company’s source',
    from('con_social', 'acme.example.com', below(false)),
    strict,
    MISMATCH,
  ],
  [
    'the same, where the other source may be a listed one',
    from('con_social', 'acme.example.com', below(false)),
    someHeld,
    MISMATCH,
  ],
  [
    'the same, of an organization that says its domains',
    from('con_social', 'acme.example.com', {
      ...below(false),
      organizationDomains: ['globex.example.com'],
    }),
    lenient,
    MISMATCH,
  ],
  [
    'the same, where nothing holds any',
    from('con_social', 'acme.example.com', below(false)),
    lenient,
    PASS,
  ],
  [
    'a listed source, linked below one of another company’s',
    from(ACMES, 'acme.example.com', below(true)),
    listed,
    MISMATCH,
  ],
  [
    'a listed source, linked below a shared account',
    from(ACMES, 'acme.example.com', { person: { addressIsOfSource: false } }),
    listed,
    PASS,
  ],
  [
    'no address, of which nobody says anything',
    { ...from(ACMES, 'x'), person: { address: { kind: 'absent' } } },
    listed,
    PASS,
  ],
  [
    'an address that cannot be read',
    { ...from(ACMES, 'x'), person: { address: { kind: 'unacceptable' } } },
    listed,
    MISMATCH,
  ],
])('%s', (_what, differences, sourceDomainSettings, verdict) => {
  const settings = loginSettings({ sourceDomain: sourceDomainSettings })
  expect(sourceDomain.evaluate(aLogin(differences), settings)).toEqual(verdict)
})
