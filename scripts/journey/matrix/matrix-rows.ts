import {
  BARE,
  EXCHANGES,
  FEDERATED,
  FRESH,
  LIVE,
  ORGANIZED,
  PEOPLE,
  SIGN_UPS,
} from './matrix-doors.ts'
import type { MatrixRow } from './matrix-row.ts'

const NOBODY = 'no person is asked about'
const NEW = 'whoever signs up has no account yet'
const BARE_WHY = 'the door knows no organization, so its rules do not apply'
const NOT_ASKED = 'the gate does not ask this: a new password opens no door by itself'
const NO_COMPANY = 'no company’s identity provider vouches for anybody'
const ONLY_HERE = 'asked at another door only'

/** In the order in which policies take precedence; the clock is moved in the last one. */
export const MATRIX_ROWS: readonly MatrixRow[] = [
  {
    name: 'nothing',
    policy: null,
    story: 'nothing is wrong',
    expected: [['admitted', [...PEOPLE, 'machine', 'reset', ...SIGN_UPS], '']],
  },
  {
    name: 'runtime-guard',
    policy: 'runtime-guard',
    story: 'somebody edited the lock record',
    expected: [
      ['STATE_TAMPERED by runtime-guard', PEOPLE, ''],
      ['STATE_TAMPERED by password-reset-gate', ['reset'], 'reads the same record'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'user-suspended',
    policy: 'user-suspended',
    story: 'an administrator suspended the person everywhere',
    expected: [
      ['USER_SUSPENDED by user-suspended', PEOPLE, ''],
      ['USER_SUSPENDED by password-reset-gate', ['reset'], 'reads the same record'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'org-status',
    policy: 'org-status',
    story: 'the organization is suspended',
    expected: [
      ['ORG_SUSPENDED by org-status', ORGANIZED, ''],
      ['ORG_SUSPENDED by password-reset-gate', ['reset'], 'reads the same status'],
      ['ORG_SUSPENDED by machine-token-gate', ['machine'], 'reads the same status'],
      ['admitted', BARE, BARE_WHY],
      ['-', SIGN_UPS, 'a sign-up names no organization'],
    ],
  },
  {
    name: 'org-blocked',
    policy: 'org-blocked',
    story: 'the organization blocked the person',
    expected: [
      ['ORG_BLOCKED by org-blocked', ORGANIZED, ''],
      ['ORG_BLOCKED by password-reset-gate', ['reset'], 'reads the same record'],
      ['admitted', BARE, BARE_WHY],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'blocked elsewhere',
    policy: 'org-blocked',
    story: 'another organization blocked the person',
    expected: [
      ['admitted', [...PEOPLE, 'reset'], 'a block holds for its own organization'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'org-required',
    policy: 'org-required',
    story: 'the application demands an organization, and the request names none',
    expected: [
      ['ORG_CONTEXT_MISSING by org-required', PEOPLE, ''],
      ['admitted', ['machine'], 'a machine may act for nobody'],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', SIGN_UPS, 'a sign-up names no organization'],
    ],
  },
  {
    name: 'membership',
    policy: 'membership',
    story: 'the person was removed from the organization',
    expected: [
      ['native: access_denied', [...FRESH, ...LIVE, ...FEDERATED], 'Auth0 looks before any Action'],
      ['NOT_MEMBER by membership', ['refresh', 'exchange'], 'nobody knows that Auth0 looks here'],
      ['native: access_denied', ['on-behalf'], 'Auth0 looks before any Action'],
      ['admitted', BARE, BARE_WHY],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'verified-email',
    policy: 'verified-email',
    story: 'the address is not proven any more',
    expected: [
      [
        'EMAIL_UNVERIFIED by verified-email',
        [...FRESH, 'session', 'refresh', 'password', 'device', ...EXCHANGES],
        '',
      ],
      ['native: login_required', ['silent'], 'Auth0 ends the sessions'],
      ['admitted', FEDERATED, 'the rulebook trusts this identity provider with addresses'],
      ['admitted', ['otp'], 'the code proves the address'],
      ['admitted', ['reset'], 'the mail proves the address'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'source-domain',
    policy: 'source-domain',
    story: 'the identity provider of Acme says that the person has an address of Globex',
    expected: [
      ['SOURCE_DOMAIN_MISMATCH by source-domain', ['federated'], ''],
      ['admitted', ['federated-silent'], 'nobody asks the identity provider while a session lives'],
      ['-', [...FRESH, ...LIVE, 'refresh', ...EXCHANGES, ...BARE], NO_COMPANY],
      ['-', ['machine', 'reset', ...SIGN_UPS], NO_COMPANY],
    ],
  },
  {
    name: 'email-lock',
    policy: 'email-lock',
    story: 'the address was changed after it was locked',
    expected: [
      [
        'EMAIL_DRIFT by email-lock',
        [...FRESH, 'session', 'federated', 'refresh', ...EXCHANGES, ...BARE],
        '',
      ],
      ['EMAIL_DRIFT by password-reset-gate', ['reset'], 'reads the same record'],
      ['native: login_required', ['silent'], 'Auth0 ends the sessions'],
      ['admitted', ['federated-silent'], 'nobody asks the identity provider while a session lives'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'moved by permission',
    policy: 'email-lock',
    story: 'the same, and an operator had permitted the new address',
    expected: [
      ['admitted', [...FRESH, 'session', 'federated'], 'the permission is used up here'],
      ['EMAIL_DRIFT by email-lock', ['refresh', ...EXCHANGES], 'nobody is there to use it'],
      ['EMAIL_DRIFT by email-lock', BARE, 'it is for an organization, which the door knows not'],
      ['EMAIL_DRIFT by password-reset-gate', ['reset'], 'whoever has it signs in first'],
      ['native: login_required', ['silent'], 'Auth0 ends the sessions'],
      ['admitted', ['federated-silent'], 'nobody asks the identity provider while a session lives'],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'identity-lock',
    policy: 'identity-lock',
    story: 'the membership was granted on another connection',
    expected: [
      ['CONNECTION_NOT_ALLOWED by identity-lock', ORGANIZED, ''],
      ['admitted', BARE, BARE_WHY],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'identifier-lock',
    policy: 'identifier-lock',
    story: 'the profile got a telephone number that nobody proved',
    expected: [
      [
        'PHONE_UNVERIFIED by identifier-lock',
        [...FRESH, ...LIVE, 'refresh', ...EXCHANGES, ...BARE],
        '',
      ],
      ['-', FEDERATED, 'this profile holds no telephone number'],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
  {
    name: 'delegation',
    policy: 'delegation',
    story: 'a service acts for the person, and the organization has not allowed that',
    expected: [
      ['ACTOR_NOT_ALLOWED by delegation', EXCHANGES, ''],
      ['-', [...FRESH, ...LIVE, ...FEDERATED, 'refresh', ...BARE], 'nobody acts for the person'],
      ['-', ['machine', 'reset', ...SIGN_UPS], 'nobody acts for a person'],
    ],
  },
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
    expected: [
      ['EMAIL_DRIFT by password-reset-gate', ['reset'], ''],
      ['-', [...PEOPLE, 'machine', ...SIGN_UPS], ONLY_HERE],
    ],
  },
  {
    name: 'machine-token-gate',
    policy: 'machine-token-gate',
    story: 'the organization never named the machine',
    expected: [
      ['M2M_NOT_ALLOWED by machine-token-gate', ['machine'], ''],
      ['-', [...PEOPLE, 'reset', ...SIGN_UPS], ONLY_HERE],
    ],
  },
  {
    name: 'upstream-freshness',
    policy: 'upstream-freshness',
    story: 'two hours later, and the application has begun to demand one',
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
