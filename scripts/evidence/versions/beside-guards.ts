import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build as esbuild } from 'esbuild'
import { guardedTrigger } from '../../bundle/bundle-action.ts'
import type { ResourceType } from '../../gateway/resource-types.ts'
import { SOURCES } from '../../ground/engine.ts'
import { canonicalJson, objectsIn, textOf } from '../../ground/json-value.ts'
import { isManagedFile } from '../../project/resource-folders.ts'
import type { Resource, TenantFolder } from '../../project/tenant-folder/tenant-folder.ts'
import { isYaml, type TenantTexts } from '../../project/tenant-folder/tenant-texts.ts'

/**
 * What a deploy sets beside the guards, as text by what it is called: two versions that differ in any of it
 * may let in others, and nobody asks them. Order of members and layout of a file are no difference.
 */
export function besideGuards(
  { resources }: Pick<TenantFolder, 'resources'>,
  { files }: Pick<TenantTexts, 'files'>,
  manages: readonly string[],
): ReadonlyMap<string, string> {
  const managed = resources.filter(({ type }) => manages.includes(type))
  const read = new Set(managed.map(({ file }) => file))
  const others = [...files].filter(
    ([file]) =>
      !read.has(file) && !isYaml(file) && isManagedFile(file, manages as readonly ResourceType[]),
  )
  return new Map([...managed.map(told), ...others])
}

const told = (resource: Resource): [string, string] => {
  const { type, file, name, value } = resource
  return [
    isYaml(file) ? `${type} ${name} in ${file}` : file,
    canonicalJson(type === 'triggers' ? withoutGuards(value) : withoutDescription(type, value)),
  ]
}

/**
 * What these are described as, only people read.
 * @fact Of a client an Action is shown id, name and metadata, and of a role its name. (Auth0 docs, "Actions Triggers:
 * post-login - Event Object"; read 2026-12-03)
 */
const DESCRIBED: readonly string[] = ['clients', 'roles']

const withoutDescription = (type: string, value: Resource['value']): object =>
  DESCRIBED.includes(type) ? { ...value, description: undefined } : value

/** Which guards are bound decides whom both are asked as; which others stand there is beside it. */
const withoutGuards = (lists: Resource['value']): object =>
  Object.fromEntries(
    Object.entries(lists).map(([trigger, list]) => [
      trigger,
      objectsIn(list).filter(({ action_name }) => guardedTrigger(textOf(action_name)) === null),
    ]),
  )

/** The policy that no Action holds, as JavaScript: another comment is no other policy. */
export async function profileChangeCode(root: string): Promise<string> {
  const entry = 'policies/profile-change/decide.ts'
  const { outputFiles } = await esbuild({
    absWorkingDir: existsSync(join(root, entry)) ? root : SOURCES,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: '{}',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
