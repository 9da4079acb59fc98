import type { Where } from '../crossing.ts'
import { momentsFrom } from '../moments-of.ts'
import { placesOf } from '../places-of.ts'
import type { MomentSpace } from '../questions.ts'
import {
  cutOversOf,
  domainsOfSource,
  OTHER_DOMAIN,
  type SpaceTerms,
  textsUnder,
} from '../space-terms.ts'
import { loginAxes } from './login-axes.ts'
import type { LoginDraft } from './login-draft.ts'
import { toLoginEvent } from './to-login-event.ts'

const YEAR_MS = 365 * 86_400_000

/** Every login that two rulebooks may answer differently. */
export function loginSpace(terms: SpaceTerms): MomentSpace<LoginDraft> {
  const { wheres, leftOut } = placesOf(terms.classes, ['clients', 'organizations', 'connections'])
  const [base] = terms.keys
  return {
    space: {
      wheres,
      momentsMs: momentsFrom(terms.nowMs, terms.boundariesMs),
      axes: loginAxes(terms),
      usual: (where, atMs) => usualLogin(terms, where, atMs),
    },
    leftOut,
    toAsked: (draft) => toLoginEvent(draft, terms.tenantId, base.signing),
  }
}

/** A member in order: with the locked address, proven just now, and all the evidence there may be. */
function usualLogin(terms: SpaceTerms, where: Where, atMs: number): LoginDraft {
  const [base] = terms.keys
  const listed = domainsOfSource(terms, where.connection)
  const address = { mailbox: 'ann', domain: listed[0] ?? OTHER_DOMAIN }
  const lock = { by: base.signing, isElsewhere: false, connection: where.connection }
  return {
    where,
    atMs,
    protocol: 'oidc-basic-profile',
    isSilent: false,
    isOnBehalf: false,
    isEnterprise: listed.length > 0,
    isOfSource: true,
    ...address,
    email: null,
    isVerified: true,
    lock: { kind: 'held', ...lock, ...address, origin: 'invitation', phone: null, username: null },
    createdMs: Math.min(terms.nowMs, ...cutOversOf(terms)) - YEAR_MS,
    ...NOTHING_SPECIAL,
    roles: textsUnder(terms, 'markerRole'),
    vouchedMs: atMs,
  }
}

const NOTHING_SPECIAL = {
  block: null,
  status: null,
  organizationDomains: null,
  isMember: true,
  actor: null,
  isDelegate: false,
  linked: null,
  phone: null,
  isPhoneProven: false,
  username: null,
  clientWishes: null,
  organizationWishes: null,
  isBreakGlass: false,
  permission: null,
  isErased: false,
  isShadowed: false,
  isClaimed: false,
  named: 'by the event',
  confirmedMs: null,
} as const
