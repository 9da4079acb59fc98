import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loginSettings, profileChangeSettings } from '../../policies/policies.ts'
import { listMembers } from '../../scripts/administration/list-members.ts'
import type { Tools } from '../../scripts/administration/tools.ts'
import { managementClient } from '../../scripts/auth0/management-client.ts'
import { tenantAccess } from '../../scripts/auth0/tenant-access.ts'
import { tenantFetch } from '../../scripts/auth0/tenant-fetch.ts'
import { MEMBER_OPERATIONS } from '../../scripts/operating/member-operations.ts'
import { operateOnMany } from '../../scripts/operating/operate-on-many.ts'
import { operator } from '../builders/an-administration.ts'
import { aKeyring } from '../builders/test-keys.ts'
import { ACME } from '../local-tenant/oidc/start-scene.ts'
import type { MembersReport } from './members-program.ts'
import { type Program, startProgram } from './start-program.ts'

export type MemberFigures = {
  /** Of an organization of 10,000. */
  readonly firstPageMs: number
  /** As many times that of an organization of 100, in the same run. */
  readonly firstPageBesideSmall: number
  readonly firstPageRequests: number
  /** De-provisioned from a list of 1,000, where nothing is rationed. */
  readonly perSecond: number
  readonly requestsPerPerson: number
  /** Heap after the last, as many times that after the first hundred. */
  readonly heapGrowth: number
  /** Under the ration of an enterprise tenant: of the requests that it allowed meanwhile, those that were made. */
  readonly rationUsed: number
}

const [SMALL, LARGE, LISTED, RATIONED] = [100, 10_000, 1_000, 40]
const PAGES = 30
/** What the rate limit configurations in Auth0's documentation give an enterprise tenant in production. */
const RATION = { burst: 50, perSecond: 16 }

/** What operators wait for, with the tenant in a process of its own. */
export async function benchMembers(progress: (line: string) => void): Promise<MemberFigures> {
  const tenant = startProgram('members-program')
  try {
    progress('members: pages')
    const few = await tenant.ask<MembersReport>(SMALL)
    // Whatever runs first is compiled on the way.
    await timePages(few)
    const small = await timePages(few)
    const large = await timePages(await tenant.ask<MembersReport>(LARGE))
    progress('members: 1,000 are de-provisioned')
    const listed = await deprovision(tenant, LISTED, null)
    progress('members: rationed')
    const rationed = await deprovision(tenant, RATIONED, RATION)
    const allowed = RATION.burst + RATION.perSecond * rationed.seconds
    return {
      firstPageMs: large.ms,
      firstPageBesideSmall: large.ms / small.ms,
      firstPageRequests: large.requests,
      perSecond: LISTED / listed.seconds,
      requestsPerPerson: listed.requests / LISTED,
      heapGrowth: listed.heapGrowth,
      rationUsed: rationed.requests / allowed,
    }
  } finally {
    await tenant.stop()
  }
}

async function timePages(report: MembersReport): Promise<{ ms: number; requests: number }> {
  const { tools, made } = open(report, null)
  const times: number[] = []
  for (let page = 0; page < PAGES; page += 1) {
    const startedMs = performance.now()
    await listMembers(tools, operator, { organization: ACME })
    times.push(performance.now() - startedMs)
  }
  const sorted = times.toSorted((one, other) => one - other)
  return { ms: sorted[PAGES / 2] ?? 0, requests: made() / PAGES }
}

async function deprovision(tenant: Program, people: number, ration: typeof RATION | null) {
  const report = await tenant.ask<MembersReport>(people)
  const { tools, made, access } = open(report, ration)
  const root = await mkdtemp(join(tmpdir(), 'auth0-org-guard-bench-'))
  const heaps: number[] = []
  try {
    await writeFile(join(root, 'people.csv'), ['user_id', ...report.people, ''].join('\n'))
    let told = 0
    const progress = (): void => {
      told += 1
      if (told === 100 || told === people) heaps.push(heapBytes())
    }
    const operating = {
      tools,
      access,
      actor: operator,
      names: { organizations: [{ name: 'acme', id: ACME }] },
      wanted: { organization: 'acme' },
      surroundings: { root, progress },
    } as never
    const given = { verb: 'deprovision', from: 'people.csv', done: '', dryRun: false }
    const startedMs = performance.now()
    const { exit } = await operateOnMany(given, MEMBER_OPERATIONS.deprovision, operating)
    if (exit !== 0) throw new Error(`de-provisioning ended with ${exit}`)
    const seconds = (performance.now() - startedMs) / 1000
    const heapGrowth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1)
    return { seconds, requests: made(), heapGrowth }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** By the gateway, as every command goes; what is made counts, and what the ration refuses does not. */
function open({ domain, certificate, token }: MembersReport, ration: typeof RATION | null) {
  const address = { domain, certificate }
  const send = tenantFetch(address)
  let requests = 0
  const isAllowed = ration === null ? () => true : bucketOf(ration)
  const ask = (async (...given: Parameters<typeof fetch>) => {
    if (!isAllowed()) {
      const reset = Math.floor(Date.now() / 1000) + 1
      return new Response('{}', { status: 429, headers: { 'x-ratelimit-reset': String(reset) } })
    }
    requests += 1
    return send(...given)
  }) as typeof fetch
  const credentials = { clientId: 'bench', clientSecret: '' } as never
  const access = tenantAccess(address, credentials, { text: token } as never, ask)
  let ids = 0
  const tools: Tools = {
    management: managementClient(access),
    tenantId: 'local-tenant',
    keyring: aKeyring(),
    equivalentDomains: [],
    audit: { append: async (entry) => ({ ...entry, previous: '', hash: '' }) as never },
    settings: {
      administratorRole: 'admin',
      grantableRoles: [],
      revocation: true,
      departed: 'delete',
      profileChange: profileChangeSettings(),
      login: loginSettings({}),
      rebindPublicKey: null,
      settleMs: 0,
    },
    nowMs: Date.now,
    wait: async () => {},
    newId: () => {
      ids += 1
      return `receipt-${ids}`
    },
  }
  return { tools, access, made: () => requests }
}

/** Refilled at the start of each second, never above the burst: as Auth0 does it. */
function bucketOf({ burst, perSecond }: typeof RATION): () => boolean {
  let left = burst
  let second = Math.floor(Date.now() / 1000)
  return () => {
    const now = Math.floor(Date.now() / 1000)
    left = Math.min(burst, left + (now - second) * perSecond)
    second = now
    if (left === 0) return false
    left -= 1
    return true
  }
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
