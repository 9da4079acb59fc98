import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { closeServer, listenOnLoopback } from '../../../scripts/local-tenant/listen-loopback.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'
import { aCheckout } from '../../builders/a-checkout.ts'
import { aSurroundings, commandsAt, faultCodesOf } from '../../builders/an-operator.ts'

/** Runs `tenant` in a checkout for as long as `meanwhile` takes, which is told its host. @returns what came of it */
async function whileTenantRuns<Result>(
  root: string,
  args: readonly string[],
  meanwhile: (host: string) => Promise<Result>,
): Promise<Result | string> {
  const told: string[] = []
  let work: Promise<Result | string> = Promise.resolve('')
  await runCommandLine(['tenant', ...args], {
    ...aSurroundings(root, {}),
    print: (text) => told.push(text),
    untilStopped: async () => {
      work = meanwhile(/https:\/\/(\S+)(?=;)/.exec(told.join('\n'))?.[1] ?? '')
      await work.catch(() => {})
    },
  })
  return work
}

const NOTHING_KNOWN = ['secret_missing', 'credential_missing']

test('commands of a checkout find the tenant that runs there, and nobody pastes anything', async () => {
  const [one, other] = await Promise.all([aCheckout(), aCheckout()])
  const planned = async ({ root }: typeof one) => {
    const ran = await commandsAt(root)(['plan', '--json'])
    const { domain } = JSON.parse(ran.lines.join('\n'))
    return ran.exit === EXIT.differences
      ? domain
      : [...new Set(faultCodesOf(await commandsAt(root)(['plan'])))]
  }
  await whileTenantRuns(one.root, ['--port', '0'], async (host) => {
    expect(await planned(one)).toBe(host)
    expect(await planned(other)).toEqual(NOTHING_KNOWN)
    await whileTenantRuns(other.root, ['--port', '0'], async (otherHost) => {
      expect([await planned(other), await planned(one)]).toEqual([otherHost, host])
    })
  })
  expect(await planned(one)).toEqual(NOTHING_KNOWN)
  await Promise.all([one.discard(), other.discard()])
})

test('a tenant that was told no port takes another one than is taken', async () => {
  const { root, discard } = await aCheckout()
  const server = createServer()
  const isOurs = await listenOnLoopback(server, 4443).then(
    () => true,
    () => false,
  )
  await whileTenantRuns(root, [], async (host) => {
    expect(host.split(':')[1]).toMatch(/^(?!4443$)\d+$/)
  })
  await whileTenantRuns(root, ['--port', '4443'], async () => {
    expect.unreachable('the port is taken')
  })
  if (isOurs) await closeServer(server)
  await discard()
})
