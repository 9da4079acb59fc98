import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../../../scripts/failures.ts'
import { listenOnLoopback } from '../../../scripts/local-tenant/listen-loopback.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "local tenant's command-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function run(
  args: readonly string[],
  whileUp: (lines: string[]) => Promise<void> = async () => {},
) {
  const lines: string[] = []
  const exit = await runCommandLine(['tenant', '--port', '0', ...args], {
    root,
    environmentVariables: {},
    nowMs: () => 0,
    print: (line) => lines.push(line),
    progress: () => {},
    untilStopped: () => whileUp(lines),
  })
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
    [['--port', '65536'], 'port_invalid: `65536` is not a port'],
    [['--control-port', 'x'], 'port_invalid: `x` is not a port'],
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
