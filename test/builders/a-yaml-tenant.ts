import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderYaml } from '../../scripts/project/tenant-folder/yaml-document.ts'

const TENANT = fileURLToPath(new URL('../../tenant', import.meta.url))

const LISTS = {
  actions: 'actions',
  clientGrants: 'grants',
  clients: 'clients',
  connections: 'connections',
  organizations: 'organizations',
  resourceServers: 'resource-servers',
  roles: 'roles',
} as const

/** The folders that a YAML tenant takes the place of. */
export const FOLDERS: readonly string[] = [
  ...Object.values(LISTS),
  'attack-protection',
  'database-connections',
  'prompts',
  'tenant.json',
  'triggers',
].map((name) => `tenant/${name}`)

/** The sample's folders as one YAML file. */
export async function aYamlTenant(): Promise<string> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(TENANT, file), 'utf8'))
  const all = async (folder: string): Promise<readonly (readonly [string, unknown])[]> => {
    const files = (await readdir(join(TENANT, folder))).filter((file) => file.endsWith('.json'))
    return Promise.all(
      files.sort().map(async (file) => [basename(file, '.json'), await read(`${folder}/${file}`)]),
    )
  }
  const lists = Object.entries(LISTS).map(async ([type, folder]) => [
    type,
    (await all(folder)).map(([, value]) => value),
  ])
  const camel = (name: string): string =>
    name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())
  const protections = await all('attack-protection')
  return renderYaml({
    ...Object.fromEntries(await Promise.all(lists)),
    attackProtection: Object.fromEntries(protections.map(([name, value]) => [camel(name), value])),
    databases: [await read('database-connections/members/database.json')],
    prompts: await read('prompts/prompts.json'),
    tenant: await read('tenant.json'),
    triggers: await read('triggers/triggers.json'),
  })
}
