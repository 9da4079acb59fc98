import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { defineCommand } from '../../scripts/commands/command.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import { readSdkCalls, type SdkCalls } from './read-sdk-calls.ts'

/** What the product reads: every call, and what it may be sent. */
export const BODIES_FILE = 'scripts/local-tenant/management/sdk-bodies.schema.json'
/** What only tests read: what every call is answered. */
export const ANSWERS_FILE = 'test/local-tenant/management/sdk-answers.schema.json'

type Schema = { readonly $ref?: string; readonly [member: string]: unknown }
/** What the SDK says of one side of its calls. */
export type SdkTypes = {
  /** Version of the `auth0` package. */
  readonly sdk: string
  /** Every call of it, with the schema of its body or answer; `null` where it has none. */
  readonly operations: Readonly<Record<string, Schema | null>>
  readonly definitions: Readonly<Record<string, Schema>>
  /** Calls whose answer has no body. */
  readonly silent: readonly string[]
}

const run = promisify(execFile)
const generator = fileURLToPath(
  new URL(
    './node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js',
    import.meta.url,
  ),
)

export const operations = defineCommand({
  name: 'operations',
  summary: 'write what the auth0 SDK sends and gets, as JSON Schema',
  options: {},
  notes: ['to be run after another version of the `auth0` package was installed'],
  async run(_given, { root, progress }) {
    const calls = readSdkCalls()
    for (const [file, side] of [
      [BODIES_FILE, 'body'],
      [ANSWERS_FILE, 'answer'],
    ] as const) {
      progress(`reading each ${side} of ${calls.calls.length} calls`)
      await writeFile(join(root, file), renderTypes(await readTypes(calls, side)))
    }
    const text = lines(`${BODIES_FILE} and ${ANSWERS_FILE} written from auth0 ${calls.version}`)
    return { exit: EXIT.ok, json: { sdk: calls.version, calls: calls.calls.length }, text }
  },
})

async function readTypes(
  { version, module, calls }: SdkCalls,
  side: 'body' | 'answer',
): Promise<SdkTypes> {
  const types = [...new Set(calls.flatMap((call) => call[side] ?? []))]
  const made = await generate([
    `import type * as Management from ${JSON.stringify(module)}`,
    ...types.map((type, nth) => `export type Of${nth} = ${type}`),
  ])
  const schemaOf = (type: string): Schema => made[`Of${types.indexOf(type)}`] ?? {}
  const operations = calls.map(({ operation, [side]: type }) => [
    operation,
    type === undefined ? null : schemaOf(type),
  ])
  const definitions = Object.entries(made)
    .filter(([name]) => !/^Of\d+$/.test(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    sdk: version,
    silent: calls.filter(({ answer }) => answer === undefined).map(({ operation }) => operation),
    operations: Object.fromEntries(operations),
    definitions: Object.fromEntries(definitions),
  }
}

async function generate(program: readonly string[]): Promise<Record<string, Schema>> {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-types-'))
  try {
    const entry = join(folder, 'entry.ts')
    const tsconfig = join(folder, 'tsconfig.json')
    const out = join(folder, 'out.json')
    const compilerOptions = { module: 'nodenext', strict: true, skipLibCheck: true, types: [] }
    await writeFile(entry, program.join('\n'))
    await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: ['entry.ts'] }))
    const settings = ['--no-type-check', '--jsDoc', 'none', '--expose', 'export']
    const files = ['--path', entry, '--tsconfig', tsconfig, '--out', out]
    await run(process.execPath, [generator, ...files, ...settings])
    return JSON.parse(await readFile(out, 'utf8')).definitions
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A line for each call and each definition, so that a difference between two versions can be read. */
function renderTypes({ sdk, silent, ...parts }: SdkTypes): string {
  const rendered = Object.entries(parts).map(([part, members]) => {
    const lines = Object.entries(members).map(
      ([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(member)}`,
    )
    return `"${part}": {\n${lines.join(',\n')}\n}`
  })
  const head = [`"sdk": ${JSON.stringify(sdk)}`, `"silent": ${JSON.stringify(silent, null, 0)}`]
  return `{\n${[...head, ...rendered].join(',\n')}\n}\n`
}
