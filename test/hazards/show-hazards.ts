import { stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import { openDeployedScene, type ShippingScene } from '../shipping/shipping-scene.ts'
import { type PlainRun, runDeployCliInShell, runPlainDeployCli } from '../sweep/plain-deploy-cli.ts'
import type { Ground, Hazard } from './hazard.ts'
import { HAZARDS } from './hazards.ts'

export type HazardRow = {
  readonly id: string
  readonly sentence: string
  /** The plain Deploy CLI did it, in this very run. */
  readonly shown: boolean
}

/** Has the plain Deploy CLI do, one after the other, everything that must be impossible with ours. */
export async function showHazards(onRow: (row: HazardRow) => void): Promise<readonly HazardRow[]> {
  const scene = await openDeployedScene()
  const rows: HazardRow[] = []
  try {
    for (const hazard of HAZARDS) {
      await scene.rewind()
      const row = { id: hazard.id, sentence: hazard.sentence, shown: await isShown(scene, hazard) }
      rows.push(row)
      onRow(row)
    }
    return rows
  } finally {
    await scene.stop()
  }
}

async function isShown(scene: ShippingScene, { before, change, plain }: Hazard): Promise<boolean> {
  const { ground, run } = await openPlainGround(scene)
  await before?.(ground)
  await (plain.change ?? change)?.(ground)
  for (const fault of plain.refused ?? []) scene.running.control.addFault(fault)
  const { settings, inShell } = plain
  const all = typeof settings === 'function' ? await settings(ground) : settings
  return plain.happened(ground, await run(inShell, all))
}

type Run = (
  inShell?: Hazard['plain']['inShell'],
  settings?: Readonly<Record<string, unknown>>,
) => Promise<PlainRun>

/** The staged folder, which is the one that the plain Deploy CLI is given, and its settings. */
async function openPlainGround(scene: ShippingScene): Promise<{ ground: Ground; run: Run }> {
  const { checkout, running } = scene
  const { folder, project } = await stageTenant(checkout, LOCAL_ENVIRONMENT, Date.now(), {})
  const { environment } = project
  const keywords: Record<string, unknown> = {
    ...environment.keywords,
    ...makeLocalSecrets(environment.secrets, running),
  }
  const variables: Record<string, string> = {}
  const run: Run = (inShell, settings = {}) => {
    const all = {
      AUTH0_INCLUDED_ONLY: environment.manages,
      AUTH0_KEYWORD_REPLACE_MAPPINGS: keywords,
      ...settings,
    }
    return inShell === undefined
      ? runPlainDeployCli(folder, running, all)
      : runDeployCliInShell(folder, running, { ...inShell, variables, settings: all })
  }
  const inside = (file: string): string => `${folder.slice(checkout.length + 1)}/${file}`
  const ground: Ground = {
    running,
    edit: (file, change) => scene.edit(inside(file), change),
    write: (file, text) => scene.write(inside(file), text),
    remove: (file) => scene.remove(inside(file)),
    setKeyword: async (name, value) => {
      keywords[name] = value
    },
    setVariable: (name, value) => {
      if (value === '') delete keywords[name]
      else variables[name] = value
    },
    deploy: async () => {
      await run()
    },
  }
  return { ground, run }
}
