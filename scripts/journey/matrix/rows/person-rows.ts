import { keeping } from '../arrangement.ts'
import type { Estate } from '../estate.ts'
import { BARE, EXCHANGES, FEDERATED, FRESH, LIVE, ORGANIZED, SIGN_UPS } from '../matrix-doors.ts'
import type { MatrixRow } from '../matrix-row.ts'
import { createOperator } from '../operator.ts'
import type { Visitor } from '../visitor.ts'
import { changeAddress } from './change-address.ts'
import { BARE_WHY, NEW, NOBODY, NOT_ASKED } from './why.ts'

const NO_COMPANY = 'no company’s identity provider vouches for anybody'

/** Whose address and accounts these are, and who acts for them. */
export const PERSON_ROWS: readonly MatrixRow[] = [
  {
    name: 'verified-email',
    policy: 'verified-email',
    story: 'the address is not proven any more',
    arrangement: { person: keeping(forgetProof) },
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
    arrangement: {
      person: keeping(async ({ upstream }, { person, source }) => {
        const email = person.email.replace('acme', 'globex')
        if (source === 'acme-oidc') upstream.people.change(person.email, { email })
      }),
    },
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
    arrangement: { person: changeAddress },
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
    arrangement: {
      person: async (estate, visitor) => {
        const moved = await changeAddress(estate, visitor)
        await createOperator(estate).permit(visitor.userId, moved.person.email)
        return moved
      },
    },
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
    arrangement: {
      person: keeping((estate, { userId, person, source }) =>
        createOperator(estate).relock(
          userId,
          person.email,
          source === 'acme-oidc' ? 'members' : 'acme-oidc',
        ),
      ),
    },
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
    arrangement: {
      person: keeping(async ({ scene }, { userId }) => {
        const telephone = { phone_number: '+15550100', phone_verified: false }
        await scene.management.users.update(userId, telephone)
      }),
    },
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
    arrangement: { organization: 'globex' },
    expected: [
      ['ACTOR_NOT_ALLOWED by delegation', EXCHANGES, ''],
      ['-', [...FRESH, ...LIVE, ...FEDERATED, 'refresh', ...BARE], 'nobody acts for the person'],
      ['-', ['machine', 'reset', ...SIGN_UPS], 'nobody acts for a person'],
    ],
  },
]

async function forgetProof(
  { scene, upstream }: Estate,
  { userId, person, source }: Visitor,
): Promise<void> {
  if (source === 'acme-oidc') upstream.people.change(person.email, { email_verified: false })
  else await scene.management.users.update(userId, { email_verified: false })
}
