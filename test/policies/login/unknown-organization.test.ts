import { expect, test } from 'vitest'
import type { Door } from '../../../policies/login/facts.ts'
import { unknownOrganization } from '../../../policies/login/unknown-organization.ts'
import { deny, type Verdict } from '../../../policies/policy.ts'

const MISSING = deny('ORG_CONTEXT_MISSING')

// Every door, so that a new one has to be thought about here.
const DOORS: Readonly<Record<Door, Verdict>> = {
  'sign-in': MISSING,
  silent: MISSING,
  // Nobody has confirmed that the platform names the organization there: reported, never enforced.
  refresh: { kind: 'deny', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true },
  password: MISSING,
  device: MISSING,
  'back-channel': MISSING,
  federation: MISSING,
  native: MISSING,
  exchange: MISSING,
  'on-behalf': MISSING,
  unknown: MISSING,
}

test.each(Object.entries(DOORS))('at the door %s', (door, verdict) => {
  expect(unknownOrganization(door as Door)).toEqual(verdict)
})
