import { BARE, FRESH, LIVE, PEOPLE, SIGN_UPS } from '../matrix-doors.ts'
import type { MatrixRow } from '../matrix-row.ts'
import { demand } from '../stage.ts'
import { changeAddress } from './change-address.ts'
import { NEW, NOBODY, NOT_ASKED } from './why.ts'

const ONLY_HERE = 'asked at another door only'

/** What is asked at one door only. */
export const GATE_ROWS: readonly MatrixRow[] = [
  {
    name: 'signup-gate',
    policy: 'signup-gate',
    story: 'nobody invited the person',
    expected: [
      ['SIGNUP_NOT_INVITED by signup-gate', SIGN_UPS, ''],
      ['-', [...PEOPLE, 'machine', 'reset'], ONLY_HERE],
    ],
  },
  {
    name: 'password-reset-gate',
    policy: 'password-reset-gate',
    story: 'a new password is asked for from the new mailbox of a changed address',
    arrangement: { person: changeAddress },
    expected: [
      ['EMAIL_DRIFT by password-reset-gate', ['reset'], ''],
      ['-', [...PEOPLE, 'machine', ...SIGN_UPS], ONLY_HERE],
    ],
  },
  {
    name: 'machine-token-gate',
    policy: 'machine-token-gate',
    story: 'the organization never named the machine',
    arrangement: { organization: 'globex' },
    expected: [
      ['M2M_NOT_ALLOWED by machine-token-gate', ['machine'], ''],
      ['-', [...PEOPLE, 'reset', ...SIGN_UPS], ONLY_HERE],
    ],
  },
]

/** The clock is moved here, so these come last. */
export const LATER_ROWS: readonly MatrixRow[] = [
  {
    name: 'upstream-freshness',
    policy: 'upstream-freshness',
    story: 'two hours later, and the application has begun to demand one',
    arrangement: {
      tenant: async (stage) => {
        const undo = await demand(stage, 'upstream-freshness=enforce')
        // The environment's limit is one hour.
        stage.estate.advance(2 * 3_600_000)
        return undo
      },
    },
    expected: [
      ['UPSTREAM_STALE by upstream-freshness', [...LIVE, 'federated-silent', 'refresh'], ''],
      ['UPSTREAM_EVIDENCE_MISSING by upstream-freshness', ['exchange'], 'nobody signed in'],
      ['native: invalid_request', ['on-behalf'], 'the token to exchange has ended'],
      ['admitted', [...FRESH, 'federated', ...BARE], 'the person signs in now'],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
]
