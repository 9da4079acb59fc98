import { expect, test } from 'vitest'
import { verifiedEmail } from '../../../policies/login/verified-email.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, type LoginDifferences } from '../../builders/a-login.ts'
import { MEMBERS } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const unverified = { person: { addressVerified: false } }
const UNVERIFIED = deny('EMAIL_UNVERIFIED')

test.each<[string, LoginDifferences, readonly string[], Verdict]>([
  ['a proven address', {}, [], PASS],
  ['an address nobody proved', unverified, [], UNVERIFIED],
  ['an unproven address from a trusted source', unverified, [MEMBERS], PASS],
  [
    'an unproven address that is not the trusted source’s own',
    { person: { addressVerified: false, addressIsOfSource: false } },
    [MEMBERS],
    UNVERIFIED,
  ],
  ['an unproven address from a source that is not', unverified, ['con_other'], UNVERIFIED],
  [
    'an unproven address from a source with the same beginning',
    unverified,
    [`${MEMBERS}x`],
    UNVERIFIED,
  ],
  ['no address', { person: { address: { kind: 'absent' } } }, [], deny('EMAIL_ABSENT')],
  [
    'no address, from a trusted source',
    { person: { address: { kind: 'absent' }, addressVerified: false } },
    [MEMBERS],
    deny('EMAIL_ABSENT'),
  ],
  [
    'an unacceptable address is for the lock to judge',
    { person: { address: { kind: 'unacceptable' } } },
    [],
    PASS,
  ],
  [
    'an unacceptable address nobody proved',
    { person: { address: { kind: 'unacceptable' }, addressVerified: false } },
    [],
    UNVERIFIED,
  ],
])('%s', (_what, differences, trustedSources, verdict) => {
  expect(verifiedEmail.evaluate(aLogin(differences), loginSettings({ trustedSources }))).toEqual(
    verdict,
  )
})
