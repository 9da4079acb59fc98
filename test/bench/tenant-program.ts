import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { type StagedTenant, stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { createUser, hashPassword } from '../../scripts/local-tenant/users.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { uploadTenant } from '../builders/upload-tenant.ts'
import type { Account, LoginTarget } from './login-client.ts'

/** What the tenant, a program of its own, says of itself when it is asked. */
export type TenantReport = {
  readonly bootMs: number
  readonly target: LoginTarget
  readonly accounts: readonly Account[]
}

export type MemoryReport = {
  readonly residentBytes: number
  readonly heapBytes: number
  /** Logins that the guard, by its own log line, did not let in, of those that are remembered. */
  readonly notGuarded: number
  /** People whom the guard has given a lock. */
  readonly locked: number
}

const REDIRECT_URI = 'http://127.0.0.1:4180/callback'
const PASSWORD = 'Correct-Horse-7-Battery'
const PEOPLE = 200

/** Starts with the first message, the checkout's root; then reports its memory at each further one. */
let running: RunningTenant | null = null
process.on('message', (root: string) => {
  void (running === null ? open(root) : Promise.resolve(measure(running))).then((report) =>
    process.send?.(report),
  )
})
process.once('disconnect', () => {
  void running?.stop().then(() => process.exit())
})

async function open(root: string): Promise<TenantReport> {
  const staged = await stageTenant(root, LOCAL_ENVIRONMENT, Date.now(), {})
  const startedMs = performance.now()
  running = await startTenant({ actionBuildMs: 1 })
  const bootMs = performance.now() - startedMs
  await uploadTenant(staged, running)
  const accounts = await enrol(running, staged)
  const { ids } = staged.project
  const target: LoginTarget = {
    origin: running.url,
    certificate: running.certificate,
    clientId: ids.clients['Member Portal'] ?? '',
    redirectUri: REDIRECT_URI,
    parameters: {
      scope: 'openid email offline_access',
      audience: 'https://api.example.com/',
      organization: ids.organizations.acme ?? '',
    },
    form: 'page',
  }
  return { bootMs, target, accounts }
}

/** Members of one organization, each with a password. */
async function enrol(
  { tenant }: RunningTenant,
  { project }: StagedTenant,
): Promise<readonly Account[]> {
  const password_hash = await hashPassword(PASSWORD)
  return Array.from({ length: PEOPLE }, (_, index) => {
    const email = `person-${index}@acme.example.com`
    const created = createUser(tenant, {
      connection: 'members',
      email,
      email_verified: true,
      password_hash,
    })
    if (!created.ok) throw new Error(created.reason)
    const organization_id = project.ids.organizations.acme ?? ''
    tenant.state.memberships.push({ organization_id, user_id: created.user.user_id, roles: [] })
    return { email, password: PASSWORD }
  })
}

function measure({ tenant }: RunningTenant): MemoryReport {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const { executions, users } = tenant.state
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    notGuarded: executions.filter(({ logs }) => !logs.includes('og allow')).length,
    locked: [...users.values()].filter((user) => user.app_metadata[LOCK_KEY] !== undefined).length,
  }
}
