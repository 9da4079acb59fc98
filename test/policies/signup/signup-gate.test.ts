import { expect, test } from 'vitest'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { decideSignup } from '../../../policies/signup/decide.ts'
import type { SignupFacts } from '../../../policies/signup/facts.ts'
import type { SignupSettings } from '../../../policies/signup/settings.ts'
import { signupGate } from '../../../policies/signup/signup-gate.ts'
import { aSignup, signupSettings } from '../../builders/a-signup.ts'

const invited = { admit: 'invited', domains: [], operators: 'granted', phone: 'refuse' } as const
const domains = { ...invited, admit: 'domains', domains: ['acme.example.com'] } as const
const marked = { ...invited, operators: 'marked' } as const
const withPhones = { ...invited, phone: 'admit' } as const
const UNPROVEN = deny('SIGNUP_PHONE_UNPROVEN')
const STRANGER = { domain: 'example.org', invitation: 'none' } as const
const UNKNOWABLE = { domain: null, invitation: 'unknowable' } as const
const NOT_ALLOWED = deny('SIGNUP_DOMAIN_NOT_ALLOWED')

test.each<[string, Partial<SignupFacts>, SignupSettings['signupGate'], Verdict]>([
  ['an invited person', {}, invited, PASS],
  ['#57 an uninvited person', { invitation: 'none' }, invited, deny('SIGNUP_NOT_INVITED')],
  ['nobody can say', { invitation: 'unknowable' }, invited, deny('SIGNUP_UNAVAILABLE')],
  ['an invited person of whatever domain', { domain: null }, invited, PASS],
  ['a person of the domain', { invitation: 'none' }, domains, PASS],
  ['an invited person of another domain', { domain: 'example.org' }, domains, NOT_ALLOWED],
  ['a subdomain is a domain of its own', { domain: 'eu.acme.example.com' }, domains, NOT_ALLOWED],
  ['a parent domain', { domain: 'example.com' }, domains, NOT_ALLOWED],
  ['#61 a person without an address', { domain: null }, domains, NOT_ALLOWED],
  ['no domain is allowed', {}, { ...domains, domains: [] }, NOT_ALLOWED],
  [
    'the domains do not count for invitations',
    { invitation: 'none' },
    { ...domains, admit: 'invited' },
    deny('SIGNUP_NOT_INVITED'),
  ],
  ['an account with a grant', { operator: 'grant', ...STRANGER }, invited, PASS],
  ['an account with a grant, of another domain', { operator: 'grant', ...STRANGER }, domains, PASS],
  ['an account with a grant and no answer', { operator: 'grant', ...UNKNOWABLE }, invited, PASS],
  [
    'an account with a mark',
    { operator: 'mark', ...STRANGER },
    invited,
    deny('SIGNUP_NOT_INVITED'),
  ],
  [
    'an account with a mark, where marks are enough',
    { operator: 'mark', ...STRANGER },
    marked,
    PASS,
  ],
  ['an account with neither, where marks are enough', STRANGER, marked, deny('SIGNUP_NOT_INVITED')],
  [
    'a mark is not taken for a domain',
    { operator: 'mark', ...STRANGER },
    { ...domains, operators: 'granted' },
    NOT_ALLOWED,
  ],
  ['an invited person with a telephone number', { bringsPhone: true }, invited, UNPROVEN],
  ['a person of the domain with a telephone number', { bringsPhone: true }, domains, UNPROVEN],
  [
    'a stranger with a telephone number',
    { ...STRANGER, bringsPhone: true },
    invited,
    deny('SIGNUP_NOT_INVITED'),
  ],
  ['an account with a grant and a number', { operator: 'grant', bringsPhone: true }, invited, PASS],
  ['an account with a mark and a number', { operator: 'mark', bringsPhone: true }, marked, PASS],
  ['a number, where they are admitted', { bringsPhone: true }, withPhones, PASS],
  [
    'a stranger with a number, where they are admitted',
    { ...STRANGER, bringsPhone: true },
    withPhones,
    deny('SIGNUP_NOT_INVITED'),
  ],
])('%s', (_what, differences, settings, verdict) => {
  expect(
    signupGate.evaluate(aSignup(differences), signupSettings({ signupGate: settings })),
  ).toEqual(verdict)
})

test('the decision names the gate', () => {
  expect(decideSignup(aSignup({ invitation: 'none' }), signupSettings())).toEqual({
    outcome: 'deny',
    reason: 'SIGNUP_NOT_INVITED',
    policy: 'signup-gate',
    breakGlass: false,
    monitored: [],
    verdicts: [{ policy: 'signup-gate', verdict: deny('SIGNUP_NOT_INVITED'), mode: 'enforce' }],
  })
})
