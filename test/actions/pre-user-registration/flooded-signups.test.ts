import { expect, test } from 'vitest'
import { managementAccess } from '../../../actions/management/management-access.ts'
import { findOpenInvitation } from '../../../actions/pre-user-registration/open-invitations.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { anInvitation } from '../../builders/invitations-api.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'

const secrets = { OG_DOMAIN: 'tenant.example.com', OG_CLIENT_ID: 'c', OG_CLIENT_SECRET: 's' }
const MINUTES = 3
const PER_SECOND = 4

/** Entries of another Action that chooses their names by what somebody typed. */
const foreignEntries = (cache: ReturnType<typeof aCache>, count: number): void => {
  for (let index = 0; index < count; index += 1) {
    cache.set(`domain-${index}.example.com`, 'seen', { ttl: 3_600_000 })
  }
}

/** Strangers sign up four times a second, at maps by turns. @returns the reads of each minute */
async function flood(maps: number, invitations: number, foreign: number): Promise<number[]> {
  let nowMs = NOON_MS
  const cache = aCache(() => nowMs)
  foreignEntries(cache, foreign)
  const reads: number[] = Array(MINUTES).fill(0)
  const fetch = async (input: unknown): Promise<Response> => {
    const { pathname } = new URL(String(input))
    if (pathname === '/oauth/token') {
      return Response.json({ access_token: 't'.repeat(900), expires_in: 86_400 })
    }
    const minute = Math.floor((nowMs - NOON_MS) / 60_000)
    reads[minute] = (reads[minute] ?? 0) + 1
    const invited = Array.from({ length: invitations }, (_, index) =>
      anInvitation(`p${index}@${pathname.split('/')[4]}.example.com`),
    )
    return Response.json({ invitations: invited, total: invitations })
  }
  for (let count = 0; count < MINUTES * 60 * PER_SECOND; count += 1) {
    nowMs = NOON_MS + (count * 1000) / PER_SECOND
    const tools = aLookUp({ cache, nowMs, fetch: fetch as never, after: heldSignals().after })
    const organizations = [`org_${count % maps}`]
    const search = { organizations, maxPages: 3, readsPerMinute: 30, nowMs }
    await findOpenInvitation('stranger@mail.example', search, managementAccess(secrets, tools))
  }
  return reads
}

test.each<[maps: number, invitations: number, foreign: number]>([
  [1, 20, 0],
  [40, 150, 0],
  [2, 20, 17],
  [2, 20, 20],
])(
  'a flood of sign-ups over %i maps of %i invitations each, beside %i entries of another Action, has one budget',
  async (maps, invitations, foreign) => {
    const reads = await flood(maps, invitations, foreign)
    // What may come at once comes in the first minute, beside the 30 of every minute.
    expect(reads.map((count, minute) => count <= (minute === 0 ? 42 : 31))).toEqual(
      Array(MINUTES).fill(true),
    )
  },
)
