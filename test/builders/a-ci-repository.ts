import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { ROOT } from './a-checkout.ts'
import { anOddFolder } from './an-odd-folder.ts'
import { commandsAt } from './an-operator.ts'
import { manageTenant } from './manage-tenant.ts'
import { REPOSITORIES } from './team-repositories.ts'
import { TEST_KEYS, TEST_SECRET } from './test-keys.ts'

type Texts = Readonly<Record<string, string>>

/** A team's repository in git, with the file of a CI system, and the tenant of its environment `staging`. */
export type CiRepository = {
  /** Around the repository; for what else a test writes. */
  readonly folder: string
  readonly root: string
  readonly tenant: RunningTenant
  /** PEM. */
  readonly certificateFile: string
  /** Of the environment `staging`, and of `staging-read`: its machine client may read what is planned, and write nothing. */
  readonly secrets: { readonly staging: Texts; readonly 'staging-read': Texts }
  /** @returns the commit */
  commit(message: string): Promise<string>
  edit(file: string, change: (value: Record<string, unknown>) => object): Promise<void>
  /** What runs after each login. */
  bind(actions: readonly string[]): Promise<unknown>
  stop(): Promise<void>
}

const run = promisify(execFile)

export async function aCiRepository(system: string): Promise<CiRepository> {
  const folder = anOddFolder()
  const root = join(folder, 'identity')
  const tenant = await startTenant({ actionBuildMs: 1, holdsActionTimers: true })
  const git = async (...args: readonly string[]): Promise<string> => {
    const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
    return (await run('git', ['-C', root, ...as, ...args])).stdout.trim()
  }
  const edit: CiRepository['edit'] = async (file, change) => {
    const path = join(root, file)
    await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
  }
  await writeRepository({ root, edit, domain: tenant.domain, system })
  await git('init', '--quiet', '-b', 'main')
  const certificateFile = join(folder, 'certificate.pem')
  await writeFile(certificateFile, tenant.certificate)
  return {
    folder,
    root,
    tenant,
    certificateFile,
    secrets: await secretsOf(tenant),
    edit,
    commit: async (message) => {
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
      return git('rev-parse', 'HEAD')
    },
    bind: (actions) =>
      manageTenant(tenant).actions.triggers.bindings.updateMany('post-login', {
        bindings: actions.map((name) => ({
          ref: { type: 'action_name', value: name },
          display_name: name,
        })),
      }),
    stop: async () => {
      await tenant.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeRepository({
  root,
  edit,
  domain,
  system,
}: Pick<CiRepository, 'root' | 'edit'> & {
  readonly domain: string
  readonly system: string
}): Promise<void> {
  for (const [file, text] of Object.entries(REPOSITORIES['several tenants'])) {
    await mkdir(join(root, file, '..'), { recursive: true })
    await writeFile(join(root, file), text)
  }
  const command = commandsAt(root)
  await command(['init', '--yes'])
  await edit('org-guard/environments/staging.json', (environment) => ({
    ...environment,
    domain,
    keys: { signing: TEST_KEYS.id, alsoVerifying: null },
  }))
  const ids = await readFile(join(root, 'org-guard/environments/local.ids.json'))
  await writeFile(join(root, 'org-guard/environments/staging.ids.json'), ids)
  await command(['ci', system, '--to', 'staging', '--yes'])
  await installEngine({ root, edit })
}

/** A command line that is this checkout's. */
export const OURS = `#!/usr/bin/env node
await import('${pathToFileURL(join(ROOT, 'scripts/org-guard.mjs')).href}')
`

/** What a team installs: here a package that is nothing but that command line. */
async function installEngine({ root, edit }: Pick<CiRepository, 'root' | 'edit'>): Promise<void> {
  const engine = join(root, 'engine')
  await mkdir(engine)
  const bin = { 'auth0-org-guard': 'run.mjs' }
  const named = { name: 'auth0-org-guard', version: '0.1.0', bin }
  await writeFile(join(engine, 'package.json'), JSON.stringify(named))
  await writeFile(join(engine, 'run.mjs'), OURS)
  await edit('package.json', (team) => ({
    ...team,
    devDependencies: { 'auth0-org-guard': 'file:engine' },
  }))
  const lock = ['install', '--package-lock-only', '--offline', '--no-audit']
  await run('npm', lock, { cwd: root })
}

async function secretsOf(tenant: RunningTenant): Promise<CiRepository['secrets']> {
  const { deploy, guard } = tenant.machineClients
  const management = manageTenant(tenant)
  const reader = await management.clients.create({
    name: 'org-guard-read',
    app_type: 'non_interactive',
  })
  const [id, secret] = [reader.client_id ?? '', reader.client_secret ?? '']
  await management.clientGrants.create({
    client_id: id,
    audience: `https://${tenant.domain}/api/v2/`,
    scope: ['read:actions'],
  })
  return {
    'staging-read': { AUTH0_CLIENT_ID: id, AUTH0_CLIENT_SECRET: secret },
    staging: {
      AUTH0_CLIENT_ID: deploy.clientId,
      AUTH0_CLIENT_SECRET: deploy.clientSecret,
      OG_SIGNING_KEY: TEST_SECRET,
      OG_CLIENT_ID: guard.clientId,
      OG_CLIENT_SECRET: guard.clientSecret,
      OG_DOMAIN: tenant.domain,
      ENRICH_KEY: 'of-enrich',
    },
  }
}

/** One that looks for credentials first: a pull request may bring any. */
export const thief = (folder: string): string =>
  OURS.replace(
    '\n',
    `
import { appendFileSync } from 'node:fs'
const found = Object.keys(process.env).filter((name) => /^(AUTH0_CLIENT|OG_S|GH_)/.test(name))
if (found.length > 0) appendFileSync(${JSON.stringify(join(folder, 'stolen'))}, found.join())
`,
  )
