import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { type ActionSource, readActions } from '../check/action-source.ts'
import { jsonSchemas } from '../check/json-schemas.ts'
import type { ResourceType } from '../gateway/resource-types.ts'
import { SOURCES } from '../ground/engine.ts'
import { isObject, jsonOf, recordOf } from '../ground/json-value.ts'
import { EnvironmentFile } from '../project/environment-file.ts'
import { LAYOUT_FILE } from '../project/find-project.ts'
import { type Layout, pathIn } from '../project/layout.ts'
import { environmentPath, idsPath, type Project, RULEBOOK_PATH } from '../project/load-project.ts'
import { overlay } from '../project/overlay.ts'
import { listFolderNames, resolveNames } from '../project/resolve-names.ts'
import { RulebookFile } from '../project/rulebook-file.ts'
import { parseTenantFolder, type TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import { readTenantTexts, type TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type Addition, readText } from './addition.ts'
import { bindGuards, formattingOf } from './bind-guards.ts'
import {
  type AdoptedTrigger,
  declareGuard,
  guardedTriggers,
  guardFile,
  LOOK_UP_SECRETS,
} from './declare-guard.ts'
import type { DeployConfig } from './find-deploy-configs.ts'
import { firstRulebook } from './first-rulebook.ts'
import { bindInYaml, declareInYaml } from './guard-yaml.ts'
import { localEnvironment, localTypes } from './local-environment.ts'
import { keywordsIn, type SortedKeywords, sortKeywords } from './sort-keywords.ts'
import { watchingEnvironment } from './watching-environment.ts'

export type Adopting = {
  readonly root: string
  readonly layout: Layout
  /** Whose tenant the guard is to watch first; null where nobody said. */
  readonly config: DeployConfig | null
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly nowMs: number
}

/**
 * All that is missing for the guard to be in this repository, and nothing that is there already. Reads, and
 * writes nothing.
 * @throws UserFault for what cannot be read, and for keywords without a value
 */
export async function planAdoption(adopting: Adopting): Promise<readonly Addition[]> {
  const { root, layout, config } = adopting
  const missing: Addition[] = []
  const ours = (file: string): string => pathIn(layout, file)
  const add = async (path: string, make: () => unknown): Promise<void> => {
    const file = ours(path)
    // What is there may say more than we do, and is not asked for what it needs.
    if ((await readText(root, file)) !== null) return
    const made = make()
    missing.push({ file, before: null, after: typeof made === 'string' ? made : render(made) })
  }
  const texts = await readTenantTexts(root, layout)
  const mapped = config?.keywords ?? {}
  const folder = parseTenantFolder(texts, mapped)
  await add(LAYOUT_FILE, () => ({ tenant: layout.tenant, rules: layout.rules }))
  const rulebook = await rulebookOf(adopting, folder)
  await add(RULEBOOK_PATH, () => rulebook)
  const looksUp = searchesInvitations(rulebook)
  if (folder.yaml === null) {
    for (const trigger of guardedTriggers(looksUp)) {
      await add(guardFile(trigger), () => declareGuard(trigger))
    }
  }
  const keywords = keywordsFor(adopting, texts, folder, looksUp)
  const types = localTypes(folder)
  const local = () => localEnvironment(types, keywords(types))
  await add(environmentPath('local'), local)
  await add(idsPath('local'), () => idsOf(adopting, rulebook, local(), folder))
  if (config !== null) {
    await add(environmentPath(config.environment), () =>
      watchingEnvironment(config, keywords(['actions', 'triggers'])),
    )
  }
  for (const [path, text] of Object.entries(jsonSchemas())) await add(path, () => text)
  const edits = [await guarded(adopting, texts, folder, looksUp), ...(await ofRepository(root))]
  return [...missing, ...edits].filter(({ before, after }) => before !== after)
}

const render = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The team's own, where it is there already. */
async function rulebookOf(
  { root, layout, nowMs }: Adopting,
  folder: TenantFolder,
): Promise<unknown> {
  const text = await readText(root, pathIn(layout, RULEBOOK_PATH))
  if (text !== null) return jsonOf(text)
  const sample = JSON.parse(await readFile(join(SOURCES, 'tenant/rulebook.json'), 'utf8'))
  return firstRulebook(folder, nowMs, sample)
}

const searchesInvitations = (rulebook: unknown): boolean => {
  const gate = recordOf(recordOf(recordOf(rulebook).policies)['signup-gate'])
  const { clients, connections } = recordOf(gate.invitations)
  return [clients, connections].some((one) => Object.keys(recordOf(one)).length > 0)
}

/** Theirs and the guard's, of the types that an environment manages. */
function keywordsFor(
  { config, variables }: Adopting,
  texts: TenantTexts,
  folder: TenantFolder,
  looksUp: boolean,
) {
  const given = { texts, folder, mapped: config?.keywords ?? {}, variables }
  const own = ['OG_SIGNING_KEY', ...(looksUp ? LOOK_UP_SECRETS : [])]
  return (manages: readonly ResourceType[]): SortedKeywords => {
    const { keywords, secrets } = sortKeywords(given, manages)
    return { keywords, secrets: [...new Set([...secrets, ...own])].sort() }
  }
}

/** Ids of the local tenant follow from names, so that they are known before anything is deployed. */
function idsOf(
  { root, layout }: Adopting,
  rulebook: unknown,
  local: unknown,
  folder: TenantFolder,
): unknown {
  const environment = EnvironmentFile.parse(local)
  const project: Project = {
    root,
    layout,
    environmentName: 'local',
    environment,
    rulebook: RulebookFile.parse(overlay(rulebook, environment.overrides)),
    ids: { clients: {}, organizations: {}, connections: {} },
  }
  return resolveNames(project, listFolderNames(folder))
}

/** The file of theirs in which the guard is bound, and, where it is the only one, declared. */
async function guarded(
  adopting: Adopting,
  texts: TenantTexts,
  folder: TenantFolder,
  looksUp: boolean,
): Promise<Addition> {
  const { yaml } = folder
  if (yaml === null) return bindings(adopting, texts, folder, looksUp)
  const before = texts.files.get(yaml.file) ?? ''
  const file = pathIn(adopting.layout, yaml.file)
  const declared = declareInYaml(file, before, guardedTriggers(looksUp))
  const actions = await actionsIn(adopting, texts, [[yaml.file, declared]])
  return { file, before, after: bindInYaml(file, declared, actions) }
}

async function bindings(
  adopting: Adopting,
  texts: TenantTexts,
  folder: TenantFolder,
  looksUp: boolean,
): Promise<Addition> {
  const { root, layout } = adopting
  // The Deploy CLI reads the first file there and no other.
  const [first] = folder.resources.filter(({ type }) => type === 'triggers')
  const file = pathIn(layout, first?.file ?? 'tenant/triggers/triggers.json')
  const before = await readText(root, file)
  const actions = await actionsIn(adopting, texts, guardedTriggers(looksUp).map(guardSource))
  return { file, before, after: bindGuards(file, before, actions) }
}

/** Theirs and the guard's, once these files are there. */
function actionsIn(
  { config }: Adopting,
  texts: TenantTexts,
  files: readonly (readonly [string, string])[],
): Promise<readonly ActionSource[]> {
  const mapped = config?.keywords ?? {}
  const withGuards = parseTenantFolder(
    { ...texts, files: new Map([...texts.files, ...files]) },
    mapped,
  )
  const project = { environment: { keywords: keywordsIn(mapped) } }
  return readActions(project, texts, withGuards, [])
}

const guardSource = (trigger: AdoptedTrigger): readonly [string, string] => [
  guardFile(trigger),
  render(declareGuard(trigger)),
]

const SCRIPTS = {
  'guard:start': 'org-guard start',
  'guard:check': 'org-guard check',
  'guard:plan': 'org-guard plan',
  'guard:deploy': 'org-guard deploy',
}

/** Lines in files that belong to the whole repository. */
async function ofRepository(root: string): Promise<readonly Addition[]> {
  const ignored = await readText(root, '.gitignore')
  const isIgnored = /^\/?\.build\/?\s*$/m.test(ignored ?? '')
  const gap = ignored === null || ignored === '' || ignored.endsWith('\n') ? '' : '\n'
  const ignore = { file: '.gitignore', before: ignored, after: `${ignored ?? ''}${gap}.build/\n` }
  const manifest = await readText(root, 'package.json')
  const scripts =
    manifest !== null && isObject(jsonOf(manifest))
      ? [{ file: 'package.json', before: manifest, after: withScripts(manifest) }]
      : []
  return [...(isIgnored ? [] : [ignore]), ...scripts]
}

function withScripts(manifest: string): string {
  const formattingOptions = formattingOf(manifest)
  return Object.entries(SCRIPTS).reduce((text, [name, script]) => {
    const { scripts } = recordOf(jsonOf(text))
    if (Object.hasOwn(recordOf(scripts), name)) return text
    return applyEdits(text, modify(text, ['scripts', name], script, { formattingOptions }))
  }, manifest)
}

/** Where it is remembered what was added. */
export const recordIn = ({ rules }: Layout): string =>
  join(rules, 'init.json').replaceAll('\\', '/')
