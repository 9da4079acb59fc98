import { deriveKeys } from '../../actions/records/keyring.ts'
import { type StagedTenant, stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { openScene, type Scene } from '../../scripts/journey/scene.ts'
import type { Certificate } from '../../scripts/local-tenant/certificate.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'
import { aCheckout } from '../builders/a-checkout.ts'
import { uploadTenant } from '../builders/upload-tenant.ts'

export type DeployedTenant = {
  readonly running: RunningTenant
  readonly staged: StagedTenant
  readonly scene: Scene
  readonly logLines: () => readonly string[]
  stop(): Promise<void>
}

export type Changes = {
  /** Which environment is deployed; `local` when absent. */
  readonly name?: 'local' | 'local-strict'
  /** Laid over the environment's file. */
  readonly environment?: Readonly<Record<string, unknown>>
  /** More of the tenant folder. */
  readonly files?: Readonly<Record<string, unknown>>
  /** Uploaded past our own checks. */
  readonly secrets?: Readonly<Record<string, string>>
  /** The tenant's, when other servers of the test shall share it. */
  readonly certificate?: Certificate
}

/** A local tenant with the staged folder in it, ready for people; built in a copy of the checkout. */
export async function deployedTenant({
  name = 'local',
  environment,
  files = {},
  secrets,
  certificate,
}: Changes = {}): Promise<DeployedTenant> {
  const checkout = await aCheckout()
  await checkout.edit(`tenant/environments/${name}.json`, (one) => ({ ...one, ...environment }))
  for (const [file, value] of Object.entries(files)) {
    await checkout.write(`tenant/${file}`, JSON.stringify(value))
  }
  const [staged, running] = await Promise.all([
    stageTenant(checkout.root, name, Date.now(), {}),
    startTenant({
      actionBuildMs: 1,
      holdsActionTimers: true,
      ...(certificate === undefined ? {} : { certificate }),
    }),
  ])
  await uploadTenant(staged, running, secrets)
  const logLines = () => running.tenant.state.executions.map(({ logs }) => logs)
  const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
  const scene = await openScene(running, running.machineClients.deploy, keys, {
    readLogLines: logLines,
    readMail: (address) => running.control.outbox(address).at(-1)?.url ?? '',
  })
  return {
    running,
    staged,
    scene,
    logLines,
    stop: async () => {
      await running.stop()
      await checkout.discard()
    },
  }
}
