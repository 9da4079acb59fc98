import { createHash } from 'node:crypto'
import type { StagedTenant } from '../../bundle/stage-tenant.ts'
import { type Fault, refuseFaults } from '../../failures.ts'
import { demandedSecrets } from '../../project/check-secrets.ts'
import { canonicalJson, textOf } from '../json-value.ts'
import { FOLDER_READERS } from './folder-readers.ts'
import { type DesiredTenant, keyOf, type Resource, type ResourceType } from './resource.ts'
import { openStagedFiles } from './staged-files.ts'

/**
 * What git wants of the types that the environment manages, read from the staged folder. Secrets
 * are marks: nothing of this value may not be shown.
 * @throws UserFault with every file that cannot be read as the Deploy CLI would
 */
export async function loadDesired({ project, folder }: StagedTenant): Promise<DesiredTenant> {
  const { environment } = project
  const files = openStagedFiles(folder, {
    values: environment.keywords,
    secrets: demandedSecrets(environment),
  })
  const read = await Promise.all(
    environment.manages.map(async (type) => ({ type, found: await FOLDER_READERS[type](files) })),
  )
  const managed = read.flatMap(({ type, found }) => (found === null ? [] : [{ type, found }]))
  const resources = managed.flatMap(({ found }) => found).sort(byKey)
  refuseFaults([...files.faults, ...judge(resources)])
  const types = managed.map(({ type }) => type)
  return {
    types,
    resources,
    hash: createHash('sha256')
      .update(canonicalJson([types, resources]))
      .digest('hex'),
    notes: read
      .filter(({ found }) => found === null)
      .map(({ type }) => `${type}: managed, but not in the tenant folder, so left as it is`),
  }
}

const byKey = (left: Resource, right: Resource): number => (keyOf(left) < keyOf(right) ? -1 : 1)

/** Without these three the Deploy CLI fails, after it has changed other things. */
const ATTACK_PROTECTIONS = [
  'breached-password-detection',
  'brute-force-protection',
  'suspicious-ip-throttling',
]

function judge(resources: readonly Resource[]): readonly Fault[] {
  const of = (type: ResourceType): readonly string[] =>
    resources.filter((resource) => resource.type === type).map(({ name }) => name)
  const protections = of('attackProtection')
  const absent = protections.length === 0 ? [] : ATTACK_PROTECTIONS
  return [
    ...resources.filter(({ name }) => textOf(name) === '').map(({ type }) => unnamed(type)),
    ...duplicates(resources.map(keyOf)).map(twice),
    ...absent.filter((name) => !protections.includes(name)).map(protectionMissing),
    // Put in by a keyword's own value, where nobody looks for it.
    ...resources
      .filter(({ value }) => /@@\w+@@|##\w+##/.test(JSON.stringify(value)))
      .map((resource) => leftover(keyOf(resource))),
  ]
}

const duplicates = (keys: readonly string[]): readonly string[] =>
  keys.filter((key, index) => keys.indexOf(key) < index)

const leftover = (key: string): Fault => ({
  code: 'keyword_leftover',
  message: `\`${key}\` still holds a keyword after all keywords were put in`,
  fix: 'a keyword must not have another keyword in its value',
})

const unnamed = (type: ResourceType): Fault => ({
  code: 'name_missing',
  message: `one of the ${type} in the tenant folder has no name`,
  fix: 'give it one: things are found by their names',
})

const twice = (key: string): Fault => ({
  code: 'name_twice',
  message: `\`${key}\` stands twice in the tenant folder`,
  fix: 'remove one of them',
})

const protectionMissing = (name: string): Fault => ({
  code: 'file_missing',
  message: `\`tenant/attack-protection/${name}.json\` is missing, and the Deploy CLI reads all three or none`,
  fix: 'add it, or stop managing `attackProtection`',
})
