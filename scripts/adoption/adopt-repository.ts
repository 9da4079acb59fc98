import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { saysLayout } from '../project/find-project.ts'
import { type Layout, layoutOf } from '../project/layout.ts'
import type { Addition } from './addition.ts'
import { type DeployConfig, findDeployConfigs } from './find-deploy-configs.ts'
import { findTenantFolder } from './find-tenant-folder.ts'
import { planAdoption, recordIn } from './plan-adoption.ts'
import { planSample } from './plan-sample.ts'

export type AdoptionRequest = {
  readonly root: string
  /** What a person named, from the top of the repository; empty for what can be found. */
  readonly tenant: string
  readonly config: string
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly nowMs: number
}

export type Adoption = {
  readonly additions: readonly Addition[]
  /** Where it is remembered what was added, from the top of the project. */
  readonly record: string
  /** Null for a sample: there is no tenant yet. */
  readonly layout: Layout | null
  readonly config: DeployConfig | null
  /** Of other tenants of the same folder. */
  readonly otherConfigs: readonly DeployConfig[]
}

const RULES = 'org-guard'
const SAMPLE_RECORD = 'tenant/init.json'

/** @throws UserFault where there is neither a folder of the Deploy CLI nor an empty one */
export async function adoptRepository(request: AdoptionRequest): Promise<Adoption> {
  const { root, variables, nowMs } = request
  const isKnown = saysLayout(root)
  if (!isKnown && (await isSampleOrEmpty(root)) && request.tenant === '') {
    const additions = await planSample(root)
    return { additions, record: SAMPLE_RECORD, layout: null, config: null, otherConfigs: [] }
  }
  const layout = isKnown ? layoutOf(root) : await newLayout(request)
  const configs = await findDeployConfigs(root)
  const config = chooseConfig(request.config, configs)
  const additions = await planAdoption({ root, layout, config, variables, nowMs })
  const otherConfigs = configs.filter((one) => one !== config)
  return { additions, record: recordIn(layout), layout, config, otherConfigs }
}

/** Where it is remembered what was added here, from the top of the project. */
export const recordOf = (root: string): string =>
  saysLayout(root) ? recordIn(layoutOf(root)) : SAMPLE_RECORD

/** Nothing that anybody would miss, or what an earlier run has left. */
async function isSampleOrEmpty(root: string): Promise<boolean> {
  if (existsSync(join(root, SAMPLE_RECORD))) return true
  const entries = await readdir(root).catch(() => [])
  return entries.every((name) => OF_AN_EMPTY_PROJECT.test(name))
}

const OF_AN_EMPTY_PROJECT =
  /^(\.git|\.gitignore|node_modules|package(-lock)?\.json|readme(\.md)?)$/i

async function newLayout({ root, tenant: named }: AdoptionRequest): Promise<Layout> {
  const tenant = await findTenantFolder(root, named)
  if (tenant === null) throw new UserFault([nothingToGuard])
  return { tenant, rules: RULES }
}

function chooseConfig(named: string, configs: readonly DeployConfig[]): DeployConfig | null {
  if (named === '') return configs[0] ?? null
  const found = configs.find(({ file }) => file === named.replace(/^\.\//, ''))
  if (found === undefined) throw new UserFault([configMissing(named, configs)])
  return found
}

const nothingToGuard: Fault = {
  code: 'tenant_folder_missing',
  message:
    'no folder of the Deploy CLI is here: accepted is one with `actions`, `clients` and the like, or with a `tenant.yaml`, as `a0deploy export` writes them',
  fix: 'name it with `--tenant`, export the tenant first, or start in an empty folder to get a sample',
}

const configMissing = (named: string, configs: readonly DeployConfig[]): Fault => ({
  code: 'config_missing',
  message: `\`${named}\` is no config of the Deploy CLI with an \`AUTH0_DOMAIN\`: accepted ${configs.map(({ file }) => `\`${file}\``).join(', ') || 'none that is here'}`,
  fix: 'name one of them with `--config`, or leave the option out',
})
