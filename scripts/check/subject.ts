import type { ResourceType } from '../gateway/resource-types.ts'
import type { Fault } from '../ground/user-fault.ts'
import type { SecretSource } from '../project/check-secrets.ts'
import { environmentPath, type Project, RULEBOOK_PATH, reaches } from '../project/load-project.ts'
import { RESOURCE_FOLDERS } from '../project/resource-folders.ts'
import { type JsonDocument, splitDotted } from '../project/tenant-folder/json-document.ts'
import type { Place } from '../project/tenant-folder/place.ts'
import type { Resource, TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import type { ActionSource } from './action-source.ts'
import type { ScriptSource } from './script-source.ts'

/** All that the families look at: one environment, read once, nothing of it from a network. */
export type Subject = {
  readonly project: Project
  readonly texts: TenantTexts
  readonly folder: TenantFolder
  readonly actions: readonly ActionSource[]
  readonly scripts: readonly ScriptSource[]
  /** Why a build of this environment would stop. */
  readonly refusals: readonly Fault[]
  /** Files that are ours, not the Deploy CLI's, by path: rulebook, environments, ids, waivers. */
  readonly ours: ReadonlyMap<string, JsonDocument>
  readonly nowMs: number
  readonly secrets: SecretSource
  /** Whether every secret must have a value, as it must for a deploy. */
  readonly demandSecrets: boolean
  /** Key ids of all environments of this run: one shell holds the keys of one of them. */
  readonly keyIdsOfRun: readonly string[]
}

export const manages = ({ project }: Subject, ...types: readonly ResourceType[]): boolean =>
  types.some((type) => project.environment.manages.includes(type))

/** The files of these types, as far as this environment manages them: nothing else is deployed. */
export const managed = (subject: Subject, ...types: readonly ResourceType[]): readonly Resource[] =>
  subject.folder.resources.filter(({ type }) => types.includes(type) && manages(subject, type))

/** Names of these types that a deploy knows: in git, or kept by the environment although they are not. */
export const knownNames = (
  { folder, project }: Subject,
  ...types: readonly ResourceType[]
): readonly string[] => [
  ...folder.resources.filter(({ type }) => types.includes(type)).map(({ name }) => name),
  ...types.flatMap((type) => project.environment.keeps[type] ?? []),
]

/** Names in backticks, for a message. */
export const accepted = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ') || 'none yet'

/**
 * Whether every file of these types can be read. What a broken file holds is not known, so that
 * nothing can be said to be missing there.
 */
export const areReadable = ({ folder }: Subject, ...types: readonly ResourceType[]): boolean =>
  types.every((type) =>
    folder.documents.every(
      ({ file, brokenAt }) =>
        brokenAt === null || (folder.yaml === null && !isInside(file, RESOURCE_FOLDERS[type])),
    ),
  )

const isInside = (file: string, path: string): boolean =>
  file === path || file.startsWith(`${path}/`)

/** Where one of our own files says something; line 1 when it does not. */
export function placeInFile({ ours }: Subject, file: string, dotted: string): Place {
  const document = ours.get(file)
  if (document === undefined) return { file, line: 1 }
  return document.place(splitDotted(document.value, dotted))
}

export const placeInEnvironment = (subject: Subject, dotted: string): Place =>
  placeInFile(subject, environmentPath(subject.project.environmentName), dotted)

/**
 * Where the rulebook says something, or the override of it in the environment. An override of what
 * stands beside it does not count: the two are merged key by key.
 */
export function placeInRulebook(subject: Subject, dotted: string): Place {
  const { overrides } = subject.project.environment
  const path = splitDotted(overrides, dotted)
  return path.join('.') === dotted && reaches(overrides, path)
    ? placeInEnvironment(subject, `overrides.${dotted}`)
    : placeInFile(subject, RULEBOOK_PATH, dotted)
}
