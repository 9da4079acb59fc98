import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { aCheckout, type Checkout } from '../builders/a-checkout.ts'

/** `npm start`, whole. */
describe('npm start', () => {
  let checkout: Checkout
  let exitCode: number
  const printed: string[] = []

  beforeAll(async () => {
    checkout = await aCheckout()
    exitCode = await runCommandLine(['start'], {
      root: checkout.root,
      environmentVariables: {},
      nowMs: Date.now,
      print: (text) => printed.push(...text.split('\n')),
      progress: (line) => printed.push(line),
      untilStopped: () => Promise.reject(new Error('nobody asked to keep the tenant')),
    })
  })

  afterAll(() => checkout.discard())

  test('ends with every row as expected', () => {
    expect([exitCode, printed.at(-1)]).toEqual([EXIT.ok, '21 of 21 rows as expected'])
  })

  test.each([
    'org-guard-credentials-exchange',
    'org-guard-password-reset-post-challenge',
    'org-guard-post-login',
    'org-guard-pre-user-registration',
  ])('%s: what ran is what the staged file holds', async (name) => {
    const staged = await readFile(
      join(checkout.root, `.build/local/tenant/actions/${name}/code.js`),
    )
    const sha256 = createHash('sha256').update(staged).digest('hex')
    const footer = printed.filter((line) => line.startsWith(`${name}: ran `))
    expect(footer).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: ran \\d+ times, sha256 ${sha256}, the staged bytes$`),
      ),
    ])
  })

  test('prints no secret', () => {
    expect(printed.join('\n')).not.toContain(DEVELOPMENT_SIGNING_KEY)
  })
})
