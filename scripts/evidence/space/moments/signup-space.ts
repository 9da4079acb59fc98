import { sign } from 'node:crypto'
import { markOf } from '../../../../actions/records/address-mark.ts'
import { GRANT_KEY, grantPayload } from '../../../../actions/records/grant-record.ts'
import { storedPermission, withPermission } from '../../../../actions/records/permission-record.ts'
import { rebindPublicKeyOf } from '../../../project/rebind-key.ts'
import type { Asked } from '../../guard/load-guard.ts'
import type { Axis, Where } from '../crossing.ts'
import { momentsFrom } from '../moments-of.ts'
import { placesOf } from '../places-of.ts'
import type { MomentSpace } from '../questions.ts'
import { domainsIn, eachKey, OTHER_DOMAIN, type SpaceTerms } from '../space-terms.ts'
import type { StandInKeys } from '../stand-in-keys.ts'
import { wordOf } from '../word-of.ts'

/** Somebody who asks for an account. */
type SignupDraft = {
  readonly where: Where
  readonly atMs: number
  readonly email: string | null
  readonly phone: string | null
  /** Ids of organizations with an open invitation; null: nobody can tell. */
  readonly invitedTo: readonly string[] | null
  readonly metadata: object
  readonly grantBy: StandInKeys['rebind']
}

const DAY_MS = 86_400_000
const word = wordOf<SignupDraft>()

export function signupSpace(terms: SpaceTerms): MomentSpace<SignupDraft> {
  const { wheres, leftOut } = placesOf(terms.classes, ['clients', 'connections'])
  return {
    space: {
      wheres: wheres.filter(({ organization }) => organization === null),
      momentsMs: momentsFrom(terms.nowMs, terms.boundariesMs),
      axes: axesOf(terms),
      usual: (where, atMs) => ({
        where,
        atMs,
        email: `ann@${domainsIn(terms)[0] ?? OTHER_DOMAIN}`,
        phone: null,
        invitedTo: terms.classes.flatMap(({ kind, id }) => (kind === 'organizations' ? [id] : [])),
        metadata: {},
        grantBy: null,
      }),
    },
    leftOut,
    toAsked: (draft) => toAsked(draft, terms),
  }
}

const axesOf = (terms: SpaceTerms): readonly Axis<SignupDraft>[] => [
  [
    word('invited by nobody', () => ({ invitedTo: [] })),
    word('invitations cannot be read', () => ({ invitedTo: null })),
    ...terms.classes
      .filter(({ kind }) => kind === 'organizations')
      .map(({ id, label }) => word(`invited by ${label} alone`, () => ({ invitedTo: [id] }))),
  ],
  [
    ...[...domainsIn(terms), OTHER_DOMAIN].map((domain) =>
      word(`of ${domain}`, ({ email }) =>
        email?.endsWith(`@${domain}`) === true ? null : { email: `ann@${domain}` },
      ),
    ),
    word('no address', () => ({ email: null })),
  ],
  [word('brings a telephone number', () => ({ phone: '+15550100' }))],
  [
    word('made with metadata', () => ({ metadata: { made_by: 'an-import' } })),
    ...eachKey(
      terms.keys.map(({ rebind }) => rebind),
      rebindPublicKeyOf,
    ).map((grantBy, index) =>
      word(`made with a grant${index === 0 ? '' : ' under the other key'}`, () => ({ grantBy })),
    ),
  ],
]

function toAsked(
  { where, atMs, email, phone, invitedTo, metadata, grantBy }: SignupDraft,
  { tenantId, keys: [base] }: SpaceTerms,
): Asked {
  const grant = {
    id: 'a-grant',
    organization: 'org_thatInvites',
    mark: markOf('address', email ?? '', base.signing, tenantId),
    expiresAtMs: Math.floor(atMs / 1000) * 1000 + DAY_MS,
  }
  const granted =
    grantBy === null
      ? {}
      : {
          [GRANT_KEY]: withPermission(
            undefined,
            storedPermission(grant, sign(null, grantPayload(grant, tenantId), grantBy)),
          ),
        }
  const event = {
    client: { client_id: where.client, name: where.labels.client },
    connection: { id: where.connection, name: 'the-connection', strategy: 'auth0' },
    request: {},
    tenant: { id: tenantId },
    user: {
      app_metadata: { ...metadata, ...granted },
      email: email ?? undefined,
      phone_number: phone ?? undefined,
    },
  }
  return { event, atMs, world: { isMember: true, invitedTo } }
}
