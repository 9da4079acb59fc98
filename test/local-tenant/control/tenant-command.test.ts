import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { decodeJwt } from 'jose'
import { Agent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { listenOnLoopback } from '../../../scripts/local-tenant/listen-loopback.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'
import { anOddFolder, ODD_NAME } from '../../builders/an-odd-folder.ts'

let root: string
beforeAll(async () => {
  root = anOddFolder()
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function run(
  args: readonly string[],
  whileUp: (lines: string[]) => Promise<void> = async () => {},
) {
  const lines: string[] = []
  const exit = await runCommandLine(
    ['tenant', ...(args.join().includes('--port') ? [] : ['--port=0']), ...args],
    {
      root,
      environmentVariables: {},
      nowMs: () => 0,
      print: (text) => lines.push(...text.split('\n')),
      progress: () => {},
      untilStopped: () => whileUp(lines),
    },
  )
  return { exit, lines, text: lines.join('\n') }
}

const printedValue = (lines: readonly string[], name: string): string =>
  lines.find((line) => line.startsWith(`export ${name}=`))?.split('=')[1] ?? ''

/** What a second shell that was given these lines has for a name. */
const valueInShell = (lines: readonly string[], name: string): string =>
  execFileSync(
    'sh',
    [
      '-c',
      [...lines.filter((line) => line.startsWith('export ')), `printf %s "$${name}"`].join('\n'),
    ],
    { encoding: 'utf8' },
  )

test('limits requests as the plan that is named does', async () => {
  const limitsOf = async (...args: readonly string[]): Promise<unknown> => {
    let limits: unknown
    await run(args, async (lines) => {
      const page = lines.join('\n').match(/(http:\/\/\S+)\/#(\S+)/)
      const [, url = '', token = ''] = page ?? []
      const headers = { authorization: `Bearer ${token}` }
      limits = await (await undiciFetch(`${url}/limits`, { headers })).json()
    })
    return limits
  }
  expect([await limitsOf(), await limitsOf('--limits', 'professional')]).toMatchObject([
    { profile: null },
    { profile: 'professional' },
  ])
  expect((await run(['--limits', 'gold'])).exit).toBe(EXIT.input)
})

test('prints what a second shell exports, whatever the folder is called', async () => {
  await run([], async (lines) => {
    const file = valueInShell(lines, 'NODE_EXTRA_CA_CERTS')
    expect([isAbsolute(file), await readFile(file, 'utf8')]).toEqual([
      true,
      expect.stringContaining('BEGIN CERTIFICATE'),
    ])
    expect(lines.flatMap((line) => /^export (\w+)=./.exec(line)?.[1] ?? [])).toEqual([
      'AUTH0_DOMAIN',
      'AUTH0_CLIENT_ID',
      'AUTH0_CLIENT_SECRET',
      'OG_CLIENT_ID',
      'OG_CLIENT_SECRET',
      'NODE_EXTRA_CA_CERTS',
      'LOCAL_TENANT_CONTROL',
      'LOCAL_TENANT_CONTROL_TOKEN',
    ])
  })
})

test('leaves the certificate of another tenant alone', async () => {
  await run([], async (lines) => {
    const file = valueInShell(lines, 'NODE_EXTRA_CA_CERTS')
    const before = await readFile(file, 'utf8')
    const second = await run([])
    expect(valueInShell(second.lines, 'NODE_EXTRA_CA_CERTS')).not.toBe(file)
    expect(await readFile(file, 'utf8')).toBe(before)
  })
})

test('its certificate goes with it, and so does that of a tenant that was killed', async () => {
  const orphan = join(root, '.build/local/certificate-1.pem')
  const kept = join(root, '.build/local/certificate.txt')
  await mkdir(join(root, '.build/local'), { recursive: true })
  for (const file of [orphan, kept]) await writeFile(file, 'somebody else')
  const server = createServer() as unknown as Parameters<typeof listenOnLoopback>[0]
  const busy = join(root, `.build/local/certificate-${await listenOnLoopback(server, 0)}.pem`)
  await writeFile(busy, 'of a tenant that runs')
  let own = ''
  await run([], async (lines) => {
    own = valueInShell(lines, 'NODE_EXTRA_CA_CERTS')
    expect([own, orphan, kept, busy].map((file) => existsSync(file))).toEqual([
      true,
      false,
      true,
      true,
    ])
  })
  expect([own, kept, busy].map((file) => existsSync(file))).toEqual([false, true, true])
  await new Promise((resolve) => server.close(resolve))
  await rm(busy)
})

describe('the npm packages that Actions declare', () => {
  const CODE = `exports.onExecuteCredentialsExchange = async (event, api) => {
    api.accessToken.setCustomClaim('https://example.com/said', require('said'))
  }`

  test('are found in the folder that the tenant is told of, whatever it is called', async () => {
    const folder = `packages ${ODD_NAME}`
    const at = join(root, folder, 'node_modules/said')
    await mkdir(at, { recursive: true })
    await writeFile(join(at, 'package.json'), '{ "version": "1.0.0" }')
    await writeFile(join(at, 'index.js'), "module.exports = 'hello'")
    const said: unknown[] = []
    for (const args of [['--dependencies', folder], []]) {
      const { exit, text } = await run(args, async (lines) => {
        said.push(await sayAfterDeploying(lines, CODE))
      })
      expect(exit, text).toBe(EXIT.ok)
    }
    expect(said).toEqual([
      'hello',
      expect.stringContaining('start the tenant with `--dependencies <folder>`'),
    ])
  })

  test('are told to be installed where nothing is', async () => {
    const { exit, text } = await run(['--dependencies', 'nowhere'])
    expect([exit, text]).toEqual([
      EXIT.input,
      'dependencies_missing: `nowhere` holds no `node_modules`\n  fix: install what the Actions declare, `npm install --prefix nowhere <name>@<version>`, or pass another folder with `--dependencies`',
    ])
  })
})

/** The claim that a credentials-exchange Action adds, or why there is no token. */
async function sayAfterDeploying(lines: readonly string[], code: string): Promise<unknown> {
  const value = (name: string) => valueInShell(lines, name)
  const url = `https://${value('AUTH0_DOMAIN')}`
  const dispatcher = new Agent({
    connect: { ca: await readFile(value('NODE_EXTRA_CA_CERTS'), 'utf8') },
  })
  const ask = async (path: string, body: object, token = '') => {
    const answer = await undiciFetch(url + path, {
      method: path.endsWith('bindings') ? 'PATCH' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      dispatcher,
    })
    return (await answer.json()) as Record<string, unknown>
  }
  const askToken = () =>
    ask('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: value('AUTH0_CLIENT_ID'),
      client_secret: value('AUTH0_CLIENT_SECRET'),
      audience: `${url}/api/v2/`,
    })
  const token = String((await askToken()).access_token)
  const { id } = await ask(
    '/api/v2/actions/actions',
    {
      name: 'say',
      code,
      runtime: 'node22',
      dependencies: [{ name: 'said', version: '1.0.0' }],
      supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }],
    },
    token,
  )
  // Built in the background, as at Auth0.
  const deployed = async () =>
    (await ask(`/api/v2/actions/actions/${id}/deploy`, {}, token)).message ?? 'deployed'
  await expect.poll(deployed).toBe('deployed')
  await ask(
    '/api/v2/actions/triggers/credentials-exchange/bindings',
    { bindings: [{ ref: { type: 'action_name', value: 'say' }, display_name: 'say' }] },
    token,
  )
  const { access_token, error_description } = await askToken()
  await dispatcher.close()
  return access_token === undefined
    ? error_description
    : decodeJwt(String(access_token))['https://example.com/said']
}

test('prints where the control port is and what opens it', async () => {
  let status = 0
  const { exit, lines } = await run([], async (printed) => {
    const url = `${printedValue(printed, 'LOCAL_TENANT_CONTROL')}/clock`
    const token = printedValue(printed, 'LOCAL_TENANT_CONTROL_TOKEN')
    status = (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
  })
  expect([exit, status, lines[0]]).toEqual([
    EXIT.ok,
    200,
    expect.stringContaining('Ctrl-C ends it'),
  ])
})

test('keeps its secrets, and at a fixed port its name, in a state file', async () => {
  const first = await run(['--state', 'state.json'])
  const second = await run(['--state', 'state.json'])
  const secretOf = ({ lines }: { lines: string[] }) => printedValue(lines, 'AUTH0_CLIENT_SECRET')
  expect(secretOf(first)).toHaveLength(64)
  expect([second.exit, secretOf(second)]).toEqual([EXIT.ok, secretOf(first)])
})

describe('what a person can mend is told', () => {
  test('a damaged state file', async () => {
    await writeFile(join(root, 'damaged.json'), '{')
    const { exit, text } = await run(['--state', 'damaged.json'])
    expect(exit).toBe(EXIT.input)
    expect(text).toMatch(
      /^state_file_unusable: .*damaged\.json` is damaged: it is not JSON\n {2}fix: /,
    )
  })

  test.each([
    [['--port=65536'], 'option_invalid: `--port` is not accepted: found `65536`'],
    [['--control-port', 'x'], 'option_invalid: `--control-port` is not accepted: found `x`'],
  ])('%s', async (args, message) => {
    const { exit, text } = await run(args)
    expect([exit, text.slice(0, message.length)]).toEqual([EXIT.input, message])
  })

  test.each(['--port', '--control-port'])('%s that is taken, and only that', async (option) => {
    const other = createServer() as unknown as Parameters<typeof listenOnLoopback>[0]
    const port = String(await listenOnLoopback(other, 0))
    const { exit, text } = await run([option, port])
    await new Promise((resolve) => other.close(resolve))
    expect([exit, text]).toEqual([
      EXIT.input,
      `port_taken: port \`${port}\` is already in use\n  fix: stop what listens there, or pass another with \`${option}\``,
    ])
  })
})
