import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import type { TenantState } from '../../scripts/local-tenant/store.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/development-key.ts'
import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import {
  type InShell,
  type PlainRun,
  runDeployCliInShell,
  runPlainDeployCli,
} from './plain-deploy-cli.ts'
import { copyCheckout, type ScratchCheckout } from './scratch-checkout.ts'

/** A deployed tenant, and the folder that was deployed, for the plain Deploy CLI to work with. */
export type HazardScene = {
  readonly running: RunningTenant
  readonly state: () => TenantState
  /** Of the folder the Deploy CLI reads. */
  edit(
    file: string,
    change: (value: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void>
  write(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  /** Keyword values as they should be. */
  readonly keywords: Readonly<Record<string, unknown>>
  import(settings?: Readonly<Record<string, unknown>>): Promise<PlainRun>
  /** The same from a shell. */
  importInShell(inShell: InShell): Promise<PlainRun>
  rewind(): Promise<void>
  close(): Promise<void>
}

export async function openHazardScene(root: string): Promise<HazardScene> {
  const [checkout, running] = await Promise.all([
    copyCheckout(root),
    startTenant({ actionBuildMs: 1 }),
  ])
  const staged = await stageTenant(checkout.root, LOCAL_ENVIRONMENT, Date.now(), {})
  const { environment } = staged.project
  const keywords = {
    ...environment.keywords,
    ...makeLocalSecrets(environment.secrets, running),
  }
  const scene = {
    running,
    state: () => running.tenant.state,
    keywords,
    ...inFolder(checkout, staged.folder),
    import: (settings: Readonly<Record<string, unknown>> = {}) =>
      runPlainDeployCli(staged.folder, running, {
        AUTH0_INCLUDED_ONLY: environment.manages,
        AUTH0_KEYWORD_REPLACE_MAPPINGS: keywords,
        ...settings,
      }),
    importInShell: (inShell: InShell) => runDeployCliInShell(staged.folder, running, inShell),
  }
  await scene.import()
  const snapshot = running.control.snapshot()
  const kept = join(checkout.root, 'kept')
  await cp(staged.folder, kept, { recursive: true })
  return {
    ...scene,
    rewind: async () => {
      running.control.clearFaults()
      running.control.restore(snapshot)
      await rm(staged.folder, { recursive: true, force: true })
      await cp(kept, staged.folder, { recursive: true })
    },
    close: async () => {
      await running.stop()
      await checkout.discard()
    },
  }
}

function inFolder(
  checkout: ScratchCheckout,
  folder: string,
): Pick<HazardScene, 'edit' | 'write' | 'remove'> {
  const inside = (file: string): string => join(folder.slice(checkout.root.length + 1), file)
  return {
    edit: (file, change) => checkout.edit(inside(file), change),
    write: (file, text) => checkout.write(inside(file), text),
    remove: (file) => checkout.remove(inside(file)),
  }
}
