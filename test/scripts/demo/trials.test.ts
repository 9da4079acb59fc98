import { readFile, rm } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callIn } from '../../../scripts/commands/usage.ts'
import { type OpenDemo, openDemo } from '../../../scripts/demo/open-demo.ts'
import { renderTrials } from '../../../scripts/demo/render-guide.ts'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { anOperator } from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

let deployed: DeployedTenant
let demo: OpenDemo
let folder: string
const call = callIn({ root: ROOT, environmentVariables: {} })

beforeAll(async () => {
  const certificate = await createCertificate()
  folder = anOddFolder()
  deployed = await deployedTenant({ certificate })
  demo = await openDemo(
    deployed.running,
    certificate,
    { root: folder, call },
    { 'Member Portal': 0, Reports: 0 },
  )
})
afterAll(async () => {
  await demo?.stop()
  await deployed?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The words of each `npm run` line, as a shell splits them. */
const commands = (): readonly (readonly string[])[] =>
  renderTrials(demo.people, call).flatMap((line) => {
    const [, name, rest] = /^ *npm run (\w+) -- (.*)$/.exec(line) ?? []
    if (name === undefined || rest === undefined) return []
    return [[name, ...(rest.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))]]
  })

test('the commands that `npm start -- --keep` prints can be tried as they stand', async () => {
  const run = await anOperator(deployed)
  const ran = []
  for (const words of commands()) {
    const { exit, lines } = await run(words)
    ran.push([words[0], exit, lines.find((line) => /^decision|^block|^unblock/.test(line))])
  }
  expect(ran).toEqual([
    ['inspect', EXIT.ok, 'block   none'],
    ['members', EXIT.ok, `unblock of ${demo.people.ids.blake} in acme: done`],
    ['explain', EXIT.denied, 'decision  deny EMAIL_DRIFT by email-lock'],
  ])
})

test('the certificate is where the guide says, under the port of its tenant', async () => {
  const { certificateFile, guide } = demo
  const name = `.build/local/certificate-${new URL(deployed.running.url).port}.pem`
  expect([
    isAbsolute(certificateFile),
    certificateFile.endsWith(name),
    `${guide}`.includes(name),
  ]).toEqual([true, true, true])
  expect(await readFile(certificateFile, 'utf8')).toBe(deployed.running.certificate)
})
