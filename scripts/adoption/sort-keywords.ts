import { judgeSecretPlaces } from '../bundle/judge-secret-places.ts'
import { unknownKeywords } from '../bundle/unknown-keywords.ts'
import type { ResourceType } from '../gateway/resource-types.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import type { EnvironmentFile } from '../project/environment-file.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'

/** The keywords of some resource types, as an environment says them. */
export type SortedKeywords = {
  readonly keywords: EnvironmentFile['keywords']
  readonly secrets: readonly string[]
}

type Given = {
  readonly texts: TenantTexts
  readonly folder: TenantFolder
  /** What the config of the Deploy CLI says. */
  readonly mapped: Readonly<Record<string, unknown>>
  readonly variables: Readonly<Record<string, string | undefined>>
}

/**
 * Values from the config, or from the environment variables that the Deploy CLI takes too. What stands only
 * where Auth0 keeps secrets is one, and its value is nowhere written.
 * @throws UserFault for keywords that have no value, and must have one here
 */
export function sortKeywords(
  { texts, folder, mapped, variables }: Given,
  manages: readonly ResourceType[],
): SortedKeywords {
  const keywords = keywordsIn(mapped)
  const open = { manages: [...manages], keywords, secrets: [] }
  const unknown = [...new Set(unknownKeywords(open, texts, folder).map(({ name }) => name))].sort()
  const shown = new Set(
    judgeSecretPlaces(texts.files, { ...open, secrets: unknown })
      .filter(({ id }) => id === 'secret_misplaced')
      .map(({ name }) => name),
  )
  const secrets = unknown.filter((name) => !shown.has(name))
  const needed = unknown.filter((name) => shown.has(name))
  refuseFaults(needed.filter((name) => (variables[name] ?? '') === '').map(valueMissing))
  const told = needed.map((name) => [name, variables[name] ?? ''] as const)
  return { keywords: { ...keywords, ...Object.fromEntries(told) }, secrets }
}

/** Only names that an environment file can have. */
export const keywordsIn = (
  mapped: Readonly<Record<string, unknown>>,
): EnvironmentFile['keywords'] =>
  Object.fromEntries(
    Object.entries(mapped).filter(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name)),
  ) as EnvironmentFile['keywords']

const valueMissing = (name: string): Fault => ({
  code: 'keyword_unvalued',
  message: `keyword \`${name}\` has a value neither in a config of the Deploy CLI nor in the environment variable \`${name}\``,
  fix: `set \`${name}\` for this run, or add it to \`AUTH0_KEYWORD_REPLACE_MAPPINGS\``,
})
