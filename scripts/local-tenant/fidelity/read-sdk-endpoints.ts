import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type SdkEndpoints = {
  /** Of the installed `auth0` package. */
  readonly version: string
  /** Method and path of every call of its Management API client; `{}` stands for a path parameter. */
  readonly endpoints: ReadonlySet<string>
}

/**
 * Every endpoint of Auth0's Management API, from the SDK that Auth0 generates from its own OpenAPI
 * document: the document itself is not published with it.
 * @throws Error where the SDK is laid out in another way than 7.1.0
 */
export function readSdkEndpoints(): SdkEndpoints {
  const entry = dirname(createRequire(import.meta.url).resolve('auth0'))
  const api = join(entry, 'management/api')
  const endpoints = new Set<string>()
  for (const file of readdirSync(api, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('Client.js')) continue
    for (const endpoint of endpointsOf(readFileSync(join(api, file), 'utf8'), file)) {
      endpoints.add(endpoint)
    }
  }
  const { version } = JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8'))
  return { version, endpoints }
}

const CALL = /Environment\.Default, (?:`([^`]*)`|"([^"]*)")\),\s+method: "([A-Z]+)"/g

function endpointsOf(text: string, file: string): readonly string[] {
  const found = [...text.matchAll(CALL)].map(
    ([_whole, template, plain, method]) =>
      `${method} /${(template ?? plain ?? '').replace(/\$\{[^}]*\}/g, '{}')}`,
  )
  const calls = text.match(/method: "[A-Z]+",\n/g)?.length ?? 0
  if (calls === found.length) return found
  throw new Error(`${file} of the auth0 SDK has ${calls} calls, of which ${found.length} were read`)
}
