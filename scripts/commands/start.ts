import { createCertificate, type RunningTenant } from 'auth0-local-tenant'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { type StagedTenant, stageTenant } from '../bundle/stage-tenant.ts'
import { assertDemoPortsFree } from '../demo/open-demo.ts'
import { EXIT } from '../ground/exit.ts'
import { withoutColours } from '../ground/printing/terminal-lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { UserFault } from '../ground/user-fault.ts'
import { isAsExpected, walkJourney } from '../journey/journey.ts'
import { openEstate } from '../journey/matrix/estate.ts'
import { renderMatrix } from '../journey/matrix/render-matrix.ts'
import { isCellAsExpected, walkMatrix } from '../journey/matrix/walk-matrix.ts'
import { openScene } from '../journey/scene.ts'
import { saysLayout } from '../project/find-project.ts'
import {
  DEVELOPMENT_SIGNING_KEY,
  LOCAL_ENVIRONMENT,
  STRICT_ENVIRONMENT,
} from '../project/local-environments.ts'
import { deployLocally } from '../shipping/deploy-locally.ts'
import { renderStaged } from './build.ts'
import { defineCommand } from './command.ts'
import { keepOwnRunning } from './keep-own-running.ts'
import { keepRunning, PORTAL_PORT, refuseTakenPort } from './keep-running.ts'
import { flag, port } from './options.ts'
import { DEPENDENCIES, findDependencies, startTenantAt } from './tenant.ts'
import { walkOwn } from './walk-own.ts'
import { proveBytes, renderJourney, report, type Walked } from './walked.ts'

export const start = defineCommand({
  name: 'start',
  summary: 'build, start a local tenant, deploy into it, and walk people through its doors',
  options: {
    matrix: flag('walk every policy at every door instead'),
    keep: flag('leave it running, with applications for a browser'),
    port: port('0', 'port on localhost'),
    ...DEPENDENCIES,
  },
  async run({ matrix, keep, port, dependencies }, surroundings) {
    const { root, nowMs, print } = surroundings
    if (matrix && keep) throw keptMatrix()
    const isOwn = saysLayout(root)
    if (isOwn && matrix) throw ofSample()
    const installed = findDependencies(root, dependencies)
    const environment = matrix ? STRICT_ENVIRONMENT : LOCAL_ENVIRONMENT
    const staged = await stageTenant(root, environment, nowMs(), {})
    print(renderStaged(staged, root))
    if (keep && !isOwn) await assertDemoPortsFree(PORTAL_PORT).catch(refuseTakenPort)
    const certificate = await createCertificate()
    const tenant = await startTenantAt(port, {
      certificate,
      ...installed,
      // What the doors answer must not depend on how busy this machine is.
      holdsActionTimers: !keep,
    })
    let isLeftRunning = false
    try {
      await deployWithProgress(staged, tenant, surroundings)
      const walked = await walkOf(staged, matrix)(staged, tenant, surroundings)
      if (!keep) return answerOf(walked)
      const answer = isOwn
        ? await keepOwnRunning(answerOf(walked), staged, tenant, surroundings)
        : await keepRunning(answerOf(walked), tenant, certificate, surroundings)
      isLeftRunning = true
      return answer
    } finally {
      if (!isLeftRunning) await tenant.stop()
    }
  },
})

const walkOf = ({ project }: StagedTenant, matrix: boolean) =>
  saysLayout(project.root) ? walkOwn : matrix ? walkEveryDoor : walk

const answerOf = ({ text, rows, unexpected, proofs }: Walked) => ({
  exit: unexpected === 0 && proofs.every(({ holds }) => holds) ? EXIT.ok : EXIT.differences,
  json: { rows, unexpected, actions: proofs.map(({ text: _told, ...proof }) => proof) },
  text,
})

async function deployWithProgress(
  staged: StagedTenant,
  tenant: RunningTenant,
  { print, progress, nowMs }: Surroundings,
): Promise<void> {
  const startedMs = nowMs()
  print(`local tenant at ${tenant.url}`)
  progress('deploying with the Deploy CLI, a few seconds')
  let lines = 0
  await deployLocally(staged, tenant, (line) => {
    lines += 1
    progress(
      `deploying, ${Math.round((nowMs() - startedMs) / 1000)} s, ${lines} steps: ${withoutColours(line).slice(0, 60)}`,
      true,
    )
  })
  print(`deployed in ${Math.round((nowMs() - startedMs) / 1000)} s`)
}

async function walk(
  staged: StagedTenant,
  tenant: RunningTenant,
  { progress }: Surroundings,
): Promise<Walked> {
  const { executions } = tenant.tenant.state
  const scene = await openScene(tenant, tenant.machineClients.deploy, [developmentKeys()], {
    readLogLines: () => executions.map(({ logs }) => logs),
    readMail: (address) => tenant.control.outbox(address).at(-1)?.url ?? '',
  })
  const rows = await walkJourney(scene, ({ door, person }) =>
    progress(`walking: ${person}, ${door}`, true),
  )
  const unexpected = rows.filter((row) => !isAsExpected(row)).length
  return report(rows, unexpected, 'rows', renderJourney(rows), proveBytes(staged, tenant))
}

async function walkEveryDoor(
  staged: StagedTenant,
  tenant: RunningTenant,
  { progress }: Surroundings,
): Promise<Walked> {
  const estate = await openEstate(staged, tenant)
  try {
    const cells = await walkMatrix(estate, {}, (row) =>
      progress(`walking every door: ${row}`, true),
    )
    const unexpected = cells.filter((cell) => !isCellAsExpected(cell)).length
    return report(cells, unexpected, 'cells', renderMatrix(cells), proveBytes(staged, tenant))
  } finally {
    await estate.stop()
  }
}

const keptMatrix = (): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message: '`--matrix` was given together with `--keep`, whose people live under other rules',
      fix: 'give one of them',
    },
  ])

const ofSample = (): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message:
        '`--matrix` is about the people and applications of the sample tenant, which is not the one here',
      fix: 'leave it out; `npm start -- --keep` leaves a tenant with your own running',
    },
  ])

const developmentKeys = () => deriveKeys(DEVELOPMENT_SIGNING_KEY)
