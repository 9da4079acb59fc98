import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApplyingWriter } from '../../scripts/gateway/applying-writer.ts'
import { openGateway } from '../../scripts/gateway/gateway.ts'
import { type HeldValues, heldSecrets } from '../../scripts/gateway/held-secrets.ts'
import { type Rehearsal, rehearse } from '../../scripts/gateway/rehearse.ts'
import { RESOURCE_TYPES } from '../../scripts/gateway/resource-types.ts'
import { type DeployCliRequest, runDeployCli } from '../../scripts/gateway/run-deploy-cli.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../scripts/ground/json-value.ts'
import { EVERY_TYPE_FILES, EVERY_TYPE_FOLDER } from './every-type-folder.ts'
import { restTenant } from './rest-tenant.ts'

/**
 * One of every type that the installed Deploy CLI knows, in its YAML format: rehearsed, applied, rehearsed
 * again, at a tenant that is nothing but a REST API. Nothing here but the folder knows a type.
 */
const NOT_TRIED: Readonly<Record<string, string>> = {
  hooks: 'switched off by Auth0 on 2026-11-18, with rules',
  pages: 'classic pages: fields of the tenant and of its global client',
  rules: 'switched off by Auth0 on 2026-11-18',
  rulesConfigs: 'only rules read them',
}

const fingerprint = fingerprintWith('a key of this test, which is long enough to be one')
const standIns = createStandIns({
  names: ['SMTP_PASSWORD'],
  values: { SMTP_PASSWORD: 'never shown again' },
  fingerprint,
  nonce: 'nonce',
})
const keep = { keeps: {}, ownClientIds: new Set<string>() }
const { port, sent } = restTenant()
let folder = ''
let request: DeployCliRequest
let first: Rehearsal

const rehearseWith = (held: HeldValues): Promise<Rehearsal> =>
  rehearse({ port, request, keep, standIns, fingerprint, held, knowSecret: () => 'the same' })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'every-type-'))
  await writeFile(join(folder, 'tenant.yaml'), JSON.stringify(EVERY_TYPE_FOLDER))
  for (const [file, text] of Object.entries(EVERY_TYPE_FILES)) {
    await writeFile(join(folder, file), text)
  }
  request = {
    input: join(folder, 'tenant.yaml'),
    domain: 'tenant.example.com',
    clientId: 'own',
    types: Object.keys(EVERY_TYPE_FOLDER),
    keywords: standIns.keywords,
    pace: 'without waits',
  }
  first = await rehearseWith({})
})
afterAll(() => rm(folder, { recursive: true }))

test('every type that an environment can manage is tried, or says why not', () => {
  const tried = [...Object.keys(EVERY_TYPE_FOLDER), ...Object.keys(NOT_TRIED)]
  expect(tried.toSorted()).toEqual([...RESOURCE_TYPES].toSorted())
})

test('a rehearsal gets to its end, changes each type, and sends nothing', () => {
  expect([first.run.failure, first.failure, first.unknown, sent]).toEqual([null, null, [], []])
  const changed = new Set(first.effects.map(({ type }) => type))
  expect(Object.keys(EVERY_TYPE_FOLDER).filter((type) => !changed.has(type))).toEqual([])
})

test('an apply sends what was rehearsed, and leaves nothing to do but what is never given back', async () => {
  const tenant = openVirtualTenant(openSnapshot(port))
  let assets: JsonObject = {}
  const planned = first.writes
  const writer = createApplyingWriter({
    port,
    tenant,
    standIns,
    planned,
    wait: async () => {},
    onStep: () => {},
  })
  const gateway = openGateway({
    tenant,
    differ: first.differ,
    writer,
    conceal: standIns.conceal,
    keep: { ...keep, assets: () => assets },
  })
  const run = await runDeployCli(request, {
    answer: gateway.answer,
    onLoaded: (loaded) => {
      assets = loaded
    },
  })
  await gateway.finish()
  expect([run.failure, gateway.failure(), sent.length]).toEqual([null, null, planned.length])

  const second = await rehearseWith({})
  expect(second.effects.map(({ type, fields }) => [type, fields.map(({ path }) => path)])).toEqual([
    ['emailProvider', ['credentials']],
    ['phoneProviders', ['credentials']],
  ])
  const held = heldSecrets(second.effects, standIns, fingerprint)
  const third = await rehearseWith(held)
  expect([third.effects, third.writes]).toEqual([[], []])
})
