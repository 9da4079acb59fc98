import { deriveKeys } from '../../actions/records/keyring.ts'
import type { Outcome } from '../auth0/login-client/outcome.ts'
import { type StagedTenant, stageTenant } from '../bundle/stage-tenant.ts'
import { assertDemoPortsFree, openDemo } from '../demo/open-demo.ts'
import { renderTrials } from '../demo/render-guide.ts'
import { textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode, UserFault } from '../ground/failures.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import { withoutColours } from '../ground/printing/terminal-lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { isAsExpected, type JourneyRow, walkJourney } from '../journey/journey.ts'
import { openEstate } from '../journey/matrix/estate.ts'
import { renderMatrix } from '../journey/matrix/render-matrix.ts'
import { isCellAsExpected, walkMatrix } from '../journey/matrix/walk-matrix.ts'
import { openScene } from '../journey/scene.ts'
import { type Certificate, createCertificate } from '../local-tenant/certificate.ts'
import type { RunningTenant } from '../local-tenant/start-tenant.ts'
import {
  DEVELOPMENT_SIGNING_KEY,
  LOCAL_ENVIRONMENT,
  STRICT_ENVIRONMENT,
} from '../project/development-key.ts'
import { deployLocally } from '../shipping/deploy-locally.ts'
import { printStaged } from './build.ts'
import type { Command } from './command.ts'
import { DEPENDENCIES_OPTION, printSecondShell, readDependencies, startTenantAt } from './tenant.ts'

export const start: Command = {
  name: 'start',
  summary: 'build, start a local tenant, deploy into it, and walk people through its doors',
  options: {
    matrix: { type: 'boolean', description: 'walk every policy at every door instead' },
    keep: { type: 'boolean', description: 'leave it running, with applications for a browser' },
    port: { type: 'string', default: '0', description: 'port on localhost; 0 for any' },
    dependencies: DEPENDENCIES_OPTION,
  },
  async run(options, _words, surroundings) {
    const { root, nowMs } = surroundings
    const [matrix, keep] = [options.matrix === true, options.keep === true]
    if (matrix && keep) throw keptMatrix()
    const dependencies = readDependencies(root, options)
    const environment = matrix ? STRICT_ENVIRONMENT : LOCAL_ENVIRONMENT
    const staged = await stageTenant(root, environment, nowMs(), {})
    printStaged(staged, surroundings)
    if (keep) await assertDemoPortsFree().catch(refuseTakenPort)
    const certificate = await createCertificate()
    const tenant = await startTenantAt(textOption(options, 'port'), {
      certificate,
      ...dependencies,
      // What the doors answer must not depend on how busy this machine is.
      holdsActionTimers: !keep,
    })
    try {
      await deployWithProgress(staged, tenant, surroundings)
      const walk = matrix ? walkAndReportMatrix : walkAndReport
      const exitCode = await walk(staged, tenant, surroundings)
      if (keep) await keepRunning(tenant, certificate, surroundings)
      return exitCode
    } finally {
      await tenant.stop()
    }
  },
}

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
    )
  })
  print(`deployed in ${Math.round((nowMs() - startedMs) / 1000)} s`)
}

async function walkAndReport(
  staged: StagedTenant,
  tenant: RunningTenant,
  { print, progress }: Surroundings,
): Promise<ExitCode> {
  const { executions } = tenant.tenant.state
  const scene = await openScene(tenant, tenant.machineClients.deploy, [developmentKeys()], {
    readLogLines: () => executions.map(({ logs }) => logs),
    readMail: (address) => tenant.control.outbox(address).at(-1)?.url ?? '',
  })
  const rows = await walkJourney(scene, ({ door, person }) =>
    progress(`walking: ${person}, ${door}`),
  )
  print(lines('', renderJourney(rows), ''))
  const holds = proveAllBytes(staged, tenant, print)
  const unexpected = rows.filter((row) => !isAsExpected(row))
  print(lines('', `${rows.length - unexpected.length} of ${rows.length} rows as expected`))
  return unexpected.length === 0 && holds ? EXIT.ok : EXIT.differences
}

async function walkAndReportMatrix(
  staged: StagedTenant,
  tenant: RunningTenant,
  { print, progress }: Surroundings,
): Promise<ExitCode> {
  const estate = await openEstate(staged, tenant)
  try {
    const cells = await walkMatrix(estate, {}, (row) => progress(`walking every door: ${row}`))
    print(lines('', renderMatrix(cells), ''))
    const holds = proveAllBytes(staged, tenant, print)
    const unexpected = cells.filter((cell) => !isCellAsExpected(cell))
    print(lines('', `${cells.length - unexpected.length} of ${cells.length} cells as expected`))
    return unexpected.length === 0 && holds ? EXIT.ok : EXIT.differences
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

const developmentKeys = () => deriveKeys(DEVELOPMENT_SIGNING_KEY)

function proveAllBytes(
  { actions }: StagedTenant,
  { tenant }: RunningTenant,
  print: Surroundings['print'],
): boolean {
  const proofs = actions.map((action) => proveBytes(action, tenant.state.executions))
  for (const { text } of proofs) print(text)
  return proofs.every(({ holds }) => holds)
}

/** The bytes that ran, by the tenant's own account, are the bytes that were staged. */
function proveBytes(
  { name, sha256 }: StagedTenant['actions'][number],
  executions: RunningTenant['tenant']['state']['executions'],
): { holds: boolean; text: string } {
  const runs = executions.filter(({ action_name }) => action_name === name)
  const hashes = new Set(runs.map(({ code_sha256 }) => code_sha256))
  const holds = hashes.size === 1 && hashes.has(sha256)
  const verdict = holds ? 'the staged bytes' : `not the staged bytes (${[...hashes].join(', ')})`
  return { holds, text: `${name}: ran ${runs.length} times, sha256 ${sha256}, ${verdict}` }
}

function renderJourney(rows: readonly JourneyRow[]): Lines {
  const heading = ['', 'door', 'person', 'what happened', 'decision', 'reason', 'policy', 'and']
  return renderTable([heading, ...rows.flatMap(renderRow)])
}

function renderRow(row: JourneyRow): readonly (readonly string[])[] {
  const seen = [row.door, row.person, row.story, ...cells(row.seen)]
  return isAsExpected(row)
    ? [['ok', ...seen]]
    : [
        ['!!', ...seen],
        ['', '', '', 'expected', ...cells(row.expected)],
      ]
}

const cells = ({ decision, reason, policy, remark }: Outcome): readonly string[] => [
  decision,
  reason,
  policy,
  remark,
]

async function keepRunning(
  tenant: RunningTenant,
  certificate: Certificate,
  { root, print, progress, untilStopped }: Surroundings,
): Promise<void> {
  progress('making people, identity providers and applications')
  const demo = await openDemo(tenant, certificate, root).catch(refuseTakenPort)
  print(lines('', demo.guide, ''))
  print(`the tenant goes on at ${tenant.url}; Ctrl-C ends it`)
  printSecondShell(tenant, demo.certificateFile, print)
  for (const line of renderTrials(demo.people)) print(line)
  await untilStopped()
  await demo.stop()
}

/** @throws UserFault for a port of the demo applications that something else has */
function refuseTakenPort(error: unknown): never {
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code !== 'EADDRINUSE') throw error
  throw new UserFault([
    {
      code: 'port_taken',
      message: `port \`${port}\` of a demo application is already in use`,
      fix: 'stop what listens there: the callbacks in `tenant/clients` name this port',
    },
  ])
}
