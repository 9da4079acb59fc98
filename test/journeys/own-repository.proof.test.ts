import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fillIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { checkoutAt } from '../builders/a-checkout.ts'
import { aRepository } from '../builders/a-repository.ts'
import { commandsAt } from '../builders/an-operator.ts'
import { REPOSITORIES } from '../builders/team-repositories.ts'
import { openShippingScene } from '../shipping/shipping-scene.ts'

// `npm test` has its first half: first-enforced-login.test.ts.
test('a team sees the guard refuse at its own application, then plans and deploys it', async () => {
  const root = await aRepository(REPOSITORIES['several tenants'])
  const scene = await openShippingScene(Promise.resolve(checkoutAt(root)))
  try {
    expect(await scene.run('init', '--yes')).toBe(EXIT.ok)

    const started = await startAndTry(root)
    expect(started.exit).toBe(EXIT.ok)
    const walked = started.told.filter((line) => /^(ok|!!) /.test(line))
    expect(walked.map((line) => line.replace(/ {2,}/g, ' ').trim())).toEqual([
      'ok code Sue signs in to Portal admitted',
      'ok code Sue after an administrator suspended her refused USER_SUSPENDED user-suspended',
      'ok code Ann signs in for acme admitted',
      'ok code Ann after her address was changed refused EMAIL_DRIFT email-lock',
    ])
    expect(started.told).toContainEqual(
      expect.stringMatching(/^org-guard-post-login: ran 4 times, .*the staged bytes$/),
    )
    expect(started.tried).toEqual([
      ['Dana', 'code'],
      ['Sam', 'access_denied'],
      ['explain', EXIT.ok],
      ['inspect', EXIT.ok],
      ['members', EXIT.ok],
      ['Sam', 'code'],
    ])

    expect(await scene.run('plan')).toBe(EXIT.differences)
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(await scene.run('plan')).toBe(EXIT.ok)
    const { data } = await scene.management.actions.triggers.bindings.list('post-login')
    expect(data.map(({ action }) => action?.name)).toEqual([
      'ask-terms',
      'org-guard-post-login',
      'enrich',
    ])
  } finally {
    await scene.stop()
  }
})

type Tried = readonly (readonly [string, unknown])[]

/** Does with the tenant that is left running all that its guide offers. */
async function startAndTry(root: string) {
  const told: string[] = []
  let tried: Tried = []
  const exit = await runCommandLine(['start', '--keep'], {
    root,
    environmentVariables: {},
    nowMs: Date.now,
    print: (text) => told.push(...text.split('\n')),
    progress: () => {},
    untilStopped: async () => {
      tried = await followGuide(root, told)
    },
  })
  return { exit, told, tried }
}

async function followGuide(root: string, told: readonly string[]): Promise<Tried> {
  const exports = told.flatMap((line) => /^export (\w+)=(.*)$/.exec(line)?.slice(1) ?? [])
  const variables = Object.fromEntries(
    exports.flatMap((name, at) => (at % 2 === 0 ? [[name, unquoted(exports[at + 1] ?? '')]] : [])),
  )
  const { NODE_EXTRA_CA_CERTS: certificateFile = '' } = variables
  // The commands find the tenant by themselves.
  const run = commandsAt(root)
  const certificate = await readFile(certificateFile, 'utf8')
  const address = told.find((line) => line.includes('/authorize?'))?.trim() ?? ''
  const enter = async (name: string): Promise<readonly [string, unknown]> => {
    const [, email = '', password = ''] =
      told.map((line) => /^ +(\S+@example\.com) +(\S+)/.exec(line)).find(isOf(name)) ?? []
    const browser = openBrowser(certificate)
    const page = await fillIn(browser, await browser.visit(new URL(address)), {
      name,
      email,
      password,
    })
    browser.close()
    const { searchParams } = page.url
    return [name, searchParams.get('error') ?? (searchParams.has('code') ? 'code' : page.body)]
  }
  const tried = [await enter('Dana'), await enter('Sam')]
  for (const line of told) {
    const words = /^ {2}org-guard (.*)$/.exec(line)?.[1]?.match(/'[^']*'|\S+/g)
    if (words === undefined || words === null) continue
    const { exit } = await run(words.map((word) => word.replaceAll("'", '')))
    tried.push([words[0] ?? '', exit])
  }
  return [...tried, await enter('Sam')]
}

/** As a shell reads it. */
const unquoted = (word: string): string =>
  word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word

const isOf =
  (name: string) =>
  (found: RegExpExecArray | null): boolean =>
    found?.[1]?.startsWith(name.toLowerCase()) === true
