import { normaliseAddress } from '../../policies/address.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import { askWithBreaker } from '../management/ask-with-breaker.ts'
import {
  type ManagementAccess,
  readPages,
  TenantBusy,
  TooManyPages,
} from '../management/management-access.ts'
import { invitedLately, LATELY_MS } from './invited-lately.ts'
import { readBudget } from './read-budget.ts'

/** In whose invitations an address is looked for, and how. */
export type InvitationSearch = {
  readonly organizations: readonly string[]
  readonly maxPages: number
  readonly readsPerMinute: number
  readonly nowMs: number
}

type List = {
  readonly invitees: readonly Invitee[]
  readonly read: 'whole' | 'in part' | 'not'
}
type Invitee = { readonly form: string; readonly expiresAtMs: number }

/**
 * Whether an open invitation of one of the organizations is addressed to `form` (a normalised address,
 * or null when there is none). Invitations cannot be searched by address, so every page is read,
 * whatever is found: an invited address takes as long as an uninvited one. Anybody can ask, so asking
 * has a budget; beyond it, and where a list cannot be read, an earlier reading may still say yes. Never
 * throws; what cannot be known is said.
 */
export async function findOpenInvitation(
  form: string | null,
  search: InvitationSearch,
  access: ManagementAccess,
): Promise<SignupFacts['invitation']> {
  const { organizations, nowMs } = search
  // Nobody can have invited what is no address.
  if (form === null || organizations.length === 0) return 'none'
  const lately = invitedLately(organizations, nowMs, access)
  const lists = await readLists(form, search, lately.isKnown, access)
  const invitees = lists.flatMap((list) => list.invitees)
  const isWhole = lists.every(({ read }) => read === 'whole')
  const wasInvited = !isWhole && lately.includes(form)
  if (lists.every(({ read }) => read !== 'not')) {
    // None that ends while it is kept.
    const lasting = (list: List): readonly string[] =>
      list.invitees.flatMap(({ form, expiresAtMs }) =>
        expiresAtMs >= nowMs + LATELY_MS ? [form] : [],
      )
    lately.keep(lists.map(lasting))
  }
  if (wasInvited || invitees.some((invitee) => invitee.form === form)) return 'open'
  return isWhole ? 'none' : 'unknowable'
}

const UNREAD: List = { invitees: [], read: 'not' }

/** What each organization's list says, as far as the budget goes. */
async function readLists(
  form: string,
  search: InvitationSearch,
  isKnown: boolean,
  access: ManagementAccess,
): Promise<readonly List[]> {
  const { organizations } = search
  const budget = readBudget(search, access)
  if (!budget.take(organizations.length, isKnown)) return [UNREAD]
  let isBusy = false
  const lists = await Promise.all(
    organizations.map(async (organization): Promise<List> => {
      const breaker = { name: `og_breaker_${organization}`.slice(0, 64), who: form }
      const read = async (): Promise<List> => {
        try {
          return await readList(organization, search, access)
        } catch (error) {
          isBusy ||= error instanceof TenantBusy
          throw error
        }
      }
      return (await askWithBreaker(access, breaker, read)) ?? UNREAD
    }),
  )
  budget.settle(organizations.length, access.reads, isBusy)
  return lists
}

/** One organization's invitations; what is wrong with it concerns no other. */
async function readList(
  organization: string,
  { maxPages, nowMs }: InvitationSearch,
  access: ManagementAccess,
): Promise<List> {
  const path = `organizations/${encodeURIComponent(organization)}/invitations`
  const list = (items: readonly unknown[], read: List['read']): List => ({
    invitees: items.flatMap((item) => inviteeOf(item, nowMs)),
    read,
  })
  try {
    return list(await readPages(path, 'invitations', maxPages, access), 'whole')
  } catch (error) {
    // Of a list that is too long, what was read counts.
    if (error instanceof TooManyPages) return list(error.items, 'in part')
    throw error
  }
}

/** The invitee of an invitation that is still open, or nothing. */
function inviteeOf(invitation: unknown, nowMs: number): readonly Invitee[] {
  const { invitee, expires_at: expiry } = (invitation ?? {}) as {
    readonly invitee?: { readonly email?: unknown } | null
    readonly expires_at?: unknown
  }
  const address = normaliseAddress(typeof invitee?.email === 'string' ? invitee.email : '')
  const expiresAtMs = typeof expiry === 'string' ? Date.parse(expiry) : Number.NaN
  return address.kind === 'usable' && expiresAtMs > nowMs
    ? [{ form: address.form, expiresAtMs }]
    : []
}
