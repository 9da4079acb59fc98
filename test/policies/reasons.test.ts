import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import { publicCodeOf } from '../../policies/policy.ts'
import { POLICY_NUMBERS, REASON_SENTENCES, REASONS, type Reason } from '../../policies/reasons.ts'
import { ROOT } from '../builders/a-checkout.ts'

/**
 * What references that are already out there say: a number and a code once given stay. New reasons are
 * added by the release that first gives them out; nothing here is ever changed.
 */
const PERMANENT_REASONS: readonly (readonly [string, number, string])[] = [
  ['CONFIG_INVALID', 1, 'OG_ADMIN'],
  ['EVENT_UNSUPPORTED', 2, 'OG_ADMIN'],
  ['STATE_TAMPERED', 3, 'OG_ADMIN'],
  ['STATE_COPIED', 4, 'OG_ADMIN'],
  ['BLOCK_UNREADABLE', 5, 'OG_ADMIN'],
  ['USER_SUSPENDED', 6, 'OG_ADMIN'],
  ['ORG_BLOCKED', 7, 'OG_ADMIN'],
  ['ORG_CONTEXT_MISSING', 8, 'OG_ACCESS'],
  ['ORG_UNKNOWN_ON_REFRESH', 9, 'OG_REAUTH'],
  ['NOT_MEMBER', 10, 'OG_ACCESS'],
  ['EMAIL_UNVERIFIED', 11, 'OG_ACCESS'],
  ['EMAIL_ABSENT', 12, 'OG_ADMIN'],
  ['EMAIL_UNACCEPTABLE', 13, 'OG_ADMIN'],
  ['EMAIL_DRIFT', 14, 'OG_ADMIN'],
  ['LOCK_MISSING', 15, 'OG_ADMIN'],
  ['SIGNUP_NOT_INVITED', 16, 'OG_ACCESS'],
  ['SIGNUP_DOMAIN_NOT_ALLOWED', 17, 'OG_ACCESS'],
  ['SIGNUP_UNAVAILABLE', 18, 'OG_ACCESS'],
  ['GUARD_FAILED', 19, 'OG_RETRY'],
  ['STATE_SHADOW_KEY', 20, 'OG_ADMIN'],
  ['ORG_SUSPENDED', 21, 'OG_ACCESS'],
  ['MEMBERSHIP_UNAVAILABLE', 22, 'OG_RETRY'],
  ['REBIND_EXPIRED', 23, 'OG_ADMIN'],
  ['IDENTITY_MISMATCH', 24, 'OG_ADMIN'],
  ['CONNECTION_NOT_ALLOWED', 25, 'OG_ADMIN'],
  ['PHONE_DRIFT', 26, 'OG_ADMIN'],
  ['PHONE_UNVERIFIED', 27, 'OG_ADMIN'],
  ['USERNAME_DRIFT', 28, 'OG_ADMIN'],
  ['ACTOR_NOT_ALLOWED', 29, 'OG_ACCESS'],
  ['UPSTREAM_STALE', 30, 'OG_REAUTH'],
  ['UPSTREAM_EVIDENCE_MISSING', 31, 'OG_REAUTH'],
  ['M2M_NOT_ALLOWED', 32, 'OG_ACCESS'],
  ['SOURCE_DOMAIN_MISMATCH', 33, 'OG_ADMIN'],
  ['SIGNUP_PHONE_UNPROVEN', 34, 'OG_ACCESS'],
  ['PROFILE_FIELD_CLOSED', 35, 'OG_ADMIN'],
  ['PROFILE_UPSTREAM_OWNED', 36, 'OG_ADMIN'],
  ['PROFILE_FIELD_ABSENT', 37, 'OG_ADMIN'],
  ['PROFILE_SOURCE_UNKNOWN', 38, 'OG_ADMIN'],
  ['PROFILE_OF_SEVERAL', 39, 'OG_ADMIN'],
  ['PROFILE_FIELD_FROZEN', 40, 'OG_ADMIN'],
]

const PERMANENT_POLICIES: Readonly<Record<string, number>> = {
  'runtime-guard': 1,
  'user-suspended': 2,
  'org-blocked': 3,
  'org-required': 4,
  membership: 5,
  'verified-email': 6,
  'email-lock': 7,
  'signup-gate': 8,
  'org-status': 9,
  'identity-lock': 10,
  'identifier-lock': 11,
  delegation: 12,
  'upstream-freshness': 13,
  'password-reset-gate': 14,
  'machine-token-gate': 15,
  'source-domain': 16,
  'profile-change': 17,
}

const reasons = Object.keys(REASONS) as Reason[]

test.each(PERMANENT_REASONS)(
  '%s is number %i for ever and is told as %s',
  (reason, number, code) => {
    expect(REASONS[reason as Reason]).toEqual([number, code])
    expect(publicCodeOf(reason as Reason)).toBe(code)
  },
)

test('the numbers of policies are permanent', () => {
  expect(POLICY_NUMBERS).toMatchObject(PERMANENT_POLICIES)
})

test.each([
  ['reasons', reasons.map((reason) => REASONS[reason][0] as number)],
  ['policies', Object.values(POLICY_NUMBERS) as number[]],
])('no two %s share a number, and every number fits a byte', (_what, numbers) => {
  const twice = numbers.filter((number, place) => numbers.indexOf(number) !== place)
  const told = (given: readonly number[]) =>
    `given twice: ${given.join(', ') || 'none'}; next free: ${Math.max(...numbers) + 1}`
  expect(told(twice)).toBe(told([]))
  expect(numbers.filter((number) => !(number >= 1 && number <= 255))).toEqual([])
})

test('every reason has a sentence of its own for operators', () => {
  expect(Object.keys(REASON_SENTENCES).toSorted()).toEqual(reasons.toSorted())
  expect(new Set(Object.values(REASON_SENTENCES)).size).toBe(reasons.length)
  const wrong = Object.values(REASON_SENTENCES).filter((text) => !/^[a-z][^.@]{9,}[^.]$/.test(text))
  const rule = 'begins with a small letter, has ten letters or more, and no full stop or @'
  expect({ rule, wrong }).toEqual({ rule, wrong: [] })
})

test('every policy asks one question', () => {
  expect(LOGIN_POLICIES.filter(({ question }) => !/^[A-Z][^.?]*\?$/.test(question))).toEqual([])
})

test('the README tells of every policy that has modes, and the changelog of every reason', async () => {
  const [readme, changelog] = await Promise.all(
    ['README.md', 'CHANGELOG.md'].map((file) => readFile(join(ROOT, file), 'utf8')),
  )
  const missingIn = (text = '', names: readonly string[] = []): readonly string[] =>
    names.filter((name) => !text.includes(`\`${name}\``))
  const policies = Object.keys(POLICY_NUMBERS).filter((id) => id !== 'runtime-guard')
  expect([missingIn(readme, policies), missingIn(changelog, reasons)]).toEqual([[], []])
})
