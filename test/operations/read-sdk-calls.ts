import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** One call of the SDK's Management API client. */
export type SdkCall = {
  /** Method and path below `/api/v2`; `{}` stands for a path parameter. */
  readonly operation: string
  /** Type of its body, as its signature has it: `Management.CreateFlowRequestContent`. */
  readonly body?: string
  /** Type of its answer; absent where it has no body. */
  readonly answer?: string
}

export type SdkCalls = {
  /** Of the installed `auth0` package. */
  readonly version: string
  /** Where its Management API begins, as a module. */
  readonly module: string
  readonly calls: readonly SdkCall[]
}

/**
 * Every call of the SDK that Auth0 generates from its own OpenAPI document: the document itself is
 * not published with it.
 * @throws Error where the SDK is laid out in another way than 7.1.0
 */
export function readSdkCalls(): SdkCalls {
  const entry = dirname(createRequire(import.meta.url).resolve('auth0'))
  const api = join(entry, 'management/api')
  const clients = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('Client.js'),
  )
  const calls = clients.flatMap((file) => callsOf(api, file))
  const { version } = JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8'))
  return {
    version,
    module: join(api, 'index.js'),
    calls: calls.toSorted((one, other) => (one.operation < other.operation ? -1 : 1)),
  }
}

const CALL = /Environment\.Default, (?:`([^`]*)`|"([^"]*)")\),\s+method: "([A-Z]+)"/g
const FUNCTION = /\n {4}_*(\w+)\([^)]*\) \{/g

function callsOf(api: string, file: string): readonly SdkCall[] {
  const program = readFileSync(join(api, file), 'utf8')
  const types = readFileSync(join(api, file.replace(/js$/, 'd.ts')), 'utf8')
  const found = [...program.matchAll(CALL)].map((call) => {
    const [, template, plain, method] = call
    const path = (template ?? plain ?? '').replace(/\$\{[^}]*\}/g, '{}')
    const name = [...program.slice(0, call.index).matchAll(FUNCTION)].at(-1)?.[1] ?? ''
    const rest = program.slice(call.index).split('\n            });')[0] ?? ''
    return { operation: `${method} /${path}`, ...typesOf(name, types, rest) }
  })
  const calls = program.match(/method: "[A-Z]+",\n/g)?.length ?? 0
  if (calls === found.length) return found
  throw new Error(`${file} of the auth0 SDK has ${calls} calls, of which ${found.length} were read`)
}

function typesOf(name: string, types: string, call: string): Omit<SdkCall, 'operation'> {
  const signature = types.match(new RegExp(`\\n {4}${name}\\((.*)\\): (.*);`))
  if (signature === null) throw new Error(`\`${name}\` of the auth0 SDK has no signature`)
  const [, given = '', answered = ''] = signature
  const body = /\n\s+body: request,/.test(call)
    ? given.match(/request\??: (.*?), requestOptions/)?.[1]
    : undefined
  // A stream of events is no JSON.
  const [, whole, page] = answered.match(/ResponsePromise<(?!core)(.*)>|Page<.*, (.*)>>/) ?? []
  const answer = whole ?? page ?? 'void'
  return {
    ...(body === undefined ? {} : { body }),
    ...(answer === 'void' ? {} : { answer }),
  }
}
