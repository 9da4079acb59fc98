import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aboutType, type ResourceType } from '../../scripts/gateway/resource-types.ts'
import { DEPLOY_CLI_TYPES } from '../../scripts/local-tenant/fidelity/deploy-cli-types.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { EVERY_TYPE_FILES, EVERY_TYPE_FOLDER } from '../gateway/every-type-folder.ts'
import { type PlainRun, type PlainStep, runPlainSteps } from '../sweep/plain-deploy-cli.ts'

/**
 * One of every type that the installed Deploy CLI knows, through its own process and HTTPS: imported, exported,
 * imported from the export, exported again, and that dry-run.
 */
const require = createRequire(import.meta.url)
// In the order in which it loads them itself: its parts refer to each other.
require('auth0-deploy-cli')
const { default: handlers } = require('auth0-deploy-cli/lib/tools/auth0/handlers')

const SWITCHED_OFF: readonly string[] = ['hooks', 'rules', 'rulesConfigs']
/** @fact The Deploy CLI exports nothing of these, whatever a tenant has. (auth0-deploy-cli 8.44.0; read 2026-12-02) */
const NOT_EXPORTED: Readonly<Record<string, string>> = {
  guardianFactorProviders: 'reads the answer in a form that the SDK does not give it',
  supplementalSignals: 'of a plan: refused with 403, as recorded, and passed over',
  clientAuthCredentials: 'stand in the files of applications',
  clientAuthCredentialsPre: 'stand in the files of applications',
}
/** What Auth0 never gives back is a difference for ever. */
const HOLD_SECRETS = ['EmailProvider', 'EventStreams', 'PhoneProviders']

const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
const robot = {
  name: 'Robot',
  app_type: 'non_interactive',
  client_authentication_methods: {
    private_key_jwt: { credentials: [{ name: 'key', credential_type: 'public_key', pem }] },
  },
}
const FOLDER: Readonly<Record<string, unknown>> = {
  ...EVERY_TYPE_FOLDER,
  clients: [...(EVERY_TYPE_FOLDER.clients as object[]), robot],
  // Not `smtp`: what the Deploy CLI exports for its port is text, which neither Auth0 nor we take.
  emailProvider: {
    name: 'sendgrid',
    enabled: true,
    default_from_address: 'no-reply@example.com',
    credentials: { api_key: '@@SENDGRID_API_KEY@@' },
  },
  pages: [
    { name: 'login', html: './page.html', enabled: false },
    { name: 'error_page', html: './page.html', url: 'https://example.com/', show_log_link: false },
  ],
}
const FILES = { ...EVERY_TYPE_FILES, 'page.html': '<p>Example</p>\n' }
const KEYWORDS = [
  'SMTP_PASSWORD',
  'SENDGRID_API_KEY',
  'TWILIO_AUTH_TOKEN',
  'EVENT_STREAM_WEBHOOK_BEARER_TOKEN',
]
const WITHOUT_A_PLACE = ['clientAuthCredentials', 'clientAuthCredentialsPre']
const TYPES = [...Object.keys(FOLDER), ...WITHOUT_A_PLACE]

let running: RunningTenant
let folder: string
let run: PlainRun
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  running = await startTenant()
  folder = await mkdtemp(join(tmpdir(), 'every-type-'))
  await writeFile(at('tenant.yaml'), JSON.stringify(FOLDER))
  for (const [file, text] of Object.entries(FILES)) await writeFile(at(file), text)
  const format = 'directory'
  const steps: readonly PlainStep[] = [
    { command: 'deploy', input_file: at('tenant.yaml') },
    { command: 'dump', output_folder: at('first'), format },
    { command: 'deploy', input_file: at('first') },
    { command: 'dump', output_folder: at('second'), format },
    { command: 'deploy', input_file: at('second'), dry_run: true },
  ]
  run = await runPlainSteps(steps, running, {
    AUTH0_INCLUDED_ONLY: TYPES,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: Object.fromEntries(KEYWORDS.map((name) => [name, 'x'])),
  })
})
afterAll(async () => {
  await running.stop()
  await rm(folder, { recursive: true })
})

test('every type of the installed Deploy CLI is tried, or was switched off by Auth0', () => {
  const tried = [...Object.keys(FOLDER), ...WITHOUT_A_PLACE, ...SWITCHED_OFF]
  expect(tried.toSorted()).toEqual(Object.keys(handlers).toSorted())
})

test('FIDELITY says of each type how true it is', () => {
  expect(Object.keys(DEPLOY_CLI_TYPES)).toEqual(Object.keys(handlers).toSorted())
})

test('all is imported, exported, and imported from the export', () => {
  const ends = run.output.match(/(Import|Export) Successful|Dry Run completed|failed at .*/g)
  const once = ['Import Successful', 'Export Successful']
  expect([run.failed, ends]).toEqual([false, [...once, ...once, 'Dry Run completed']])
})

test('each type is in the export', () => {
  const missing = TYPES.filter((type) => !Object.hasOwn(NOT_EXPORTED, type)).filter((type) => {
    const place = join(at('first'), aboutType(type as ResourceType).folder)
    return !existsSync(place) || partsOf(place).length === 0
  })
  expect(missing).toEqual([])
})

const partsOf = (place: string): readonly string[] =>
  place.endsWith('.json') ? [place] : readdirSync(place)

test('what is exported after the import of an export is that export', () => {
  const files = filesIn('first')
  expect(Object.keys(files).length).toBeGreaterThan(TYPES.length / 2)
  expect(filesIn('second')).toEqual(files)
})

/** By name; what of JSON is an order of properties says nothing. */
function filesIn(name: string): Readonly<Record<string, unknown>> {
  const entries = readdirSync(at(name), { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((one) => join(one.parentPath, one.name))
  const read = (file: string): unknown => {
    const text = readFileSync(file, 'utf8')
    return file.endsWith('.json') ? JSON.parse(text) : text
  }
  return Object.fromEntries(files.map((file) => [file.slice(at(name).length), read(file)]))
}

test('a dry run of the export finds nothing but secrets, which are never given back', () => {
  const [, table = ''] = run.output.split('Simulating deployment')
  const rows = [...table.matchAll(/│ (\w+)\*? +│ (\w+)/g)].map(([, type, status]) => [type, status])
  const found = rows.filter(([, status]) => status !== 'Status')
  expect(found).toEqual(HOLD_SECRETS.map((type) => [type, 'UPDATE']))
  expect(/No changes|no changes|changes are proposed/.test(table)).toBe(true)
})
