import type { AboutPolicy } from '../about.ts'

export const RUNTIME_GUARD = {
  id: 'runtime-guard',
  number: 1,
  moment: 'login',
  reasons: {
    CONFIG_INVALID: [
      1,
      'OG_ADMIN',
      'the guard has no key that matches its rulebook',
      'correct the secret, then deploy: docs/runbook.md',
    ],
    EVENT_UNSUPPORTED: [
      2,
      'OG_ADMIN',
      'the login came through a door, or in a shape, that the guard does not know',
      'have the application use a door that the rulebook knows',
    ],
    STATE_TAMPERED: [
      3,
      'OG_ADMIN',
      'the address lock of this person does not carry a valid signature',
      'find out who wrote the lock, then `members relock` with an address you have checked',
    ],
    STATE_COPIED: [
      4,
      'OG_ADMIN',
      'the address lock of this person was made for somebody else',
      'find out who copied the lock, then `members relock` with an address you have checked',
    ],
    GUARD_FAILED: [19, 'OG_RETRY', 'the guard itself failed'],
    STATE_SHADOW_KEY: [
      20,
      'OG_ADMIN',
      'the metadata of this person claims to be a part of the profile',
      'delete the key of the metadata that is named like a part of the profile',
    ],
  },
  settings: {},
} as const satisfies AboutPolicy
