import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { FIDELITY_FILE } from '../../../scripts/commands/fidelity.ts'
import { renderFidelityPage } from '../../../scripts/commands/render-fidelity-page.ts'
import { createClock } from '../../../scripts/local-tenant/clock.ts'
import { fidelitySections } from '../../../scripts/local-tenant/fidelity/fidelity-sections.ts'
import { RECORDED_ENDPOINTS } from '../../../scripts/local-tenant/fidelity/recorded-endpoints.ts'
import { isOf, UNANSWERED_CALLS } from '../../../scripts/local-tenant/fidelity/unanswered-calls.ts'
import { createManagementApi } from '../../../scripts/local-tenant/management/management-api.ts'
import { managementRoutes } from '../../../scripts/local-tenant/management/management-routes.ts'
import {
  operationOf,
  sdkOperations,
  sdkVersion,
} from '../../../scripts/local-tenant/management/sdk-bodies.ts'
import { TRIGGER_CATALOGUE } from '../../../scripts/local-tenant/management/trigger-catalogue.ts'
import { createActionRuntime } from '../../../scripts/local-tenant/runtime/create-action-runtime.ts'
import { TRIGGERS_FIDELITY } from '../../../scripts/local-tenant/runtime/triggers-fidelity.ts'
import { createSigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { emptyState, type Tenant } from '../../../scripts/local-tenant/store.ts'
import { SWITCHES, type Switch } from '../../../scripts/local-tenant/switches.ts'
import { readSdkCalls } from '../../operations/read-sdk-calls.ts'
import { mintToken } from '../management/management-access.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** A day, a version, a standard, or the admission that there is none. */
const TRACEABLE = /\d{4}-\d{2}-\d{2}|\d+\.\d+\.\d+|RFC \d+|not documented|of our own/

test('the written table is the one the code makes: run `npm run fidelity`', async () => {
  const written = await readFile(`${root}/${FIDELITY_FILE}`, 'utf8')
  const made = renderFidelityPage()
  expect({ missing: linesOnlyIn(made, written), stale: linesOnlyIn(written, made) }).toEqual({
    missing: [],
    stale: [],
  })
  expect(written === made).toBe(true)
})

function linesOnlyIn(text: string, other: string): readonly string[] {
  const known = new Set(other.split('\n'))
  return text
    .split('\n')
    .filter((line) => !known.has(line))
    .map((line) => line.slice(0, 100))
}

describe.each(fidelitySections())('$title', ({ rows }) => {
  test('explains what differs, and names a source that can be found again', () => {
    const unexplained = rows.filter(
      ({ claim }) => !TRACEABLE.test(claim.source) || ('differs' in claim && claim.differs === ''),
    )
    expect([rows.length > 0, unexplained]).toEqual([true, []])
  })

  test('says each thing once', () => {
    const names = rows.map(({ what }) => what)
    expect(names).toEqual([...new Set(names)])
  })
})

test('every switch says what it does both ways, what it waits for, and what is known', () => {
  const unexplained = Object.entries<Switch>(SWITCHES).filter(
    ([, { on, off, openQuestion, source }]) =>
      on === '' || off === '' || !openQuestion.includes('?') || !TRACEABLE.test(source),
  )
  expect(unexplained).toEqual([])
})

test('every trigger that can be bound has a row, and no other', () => {
  const described = TRIGGERS_FIDELITY.filter(({ part }) => part === undefined)
  const known = new Set(TRIGGER_CATALOGUE.map(({ id }) => id))
  expect(described.map(({ trigger }) => trigger).sort()).toEqual([...known].sort())
})

describe('the Management API', () => {
  const endpoints = sdkOperations()
  const endpointOf = ({ method, path }: { method: string; path: string }): string =>
    operationOf(method, path)
  let tenant: Tenant
  let token: string
  beforeAll(async () => {
    tenant = {
      state: emptyState(),
      clock: createClock(),
      domain: 'localhost:1',
      issuer: 'https://localhost:1/',
      tenantId: 'example',
      signingKey: await createSigningKey(),
    }
    token = await mintToken({ tenant } as never)
  })

  test('knows the calls of the SDK that is installed: run `npm run operations`', () => {
    const { version, calls } = readSdkCalls()
    const installed = calls.map(({ operation }) => operation)
    expect([sdkVersion(), [...endpoints].toSorted()]).toEqual([version, installed.toSorted()])
  })

  test('has no route that Auth0 has not', () => {
    const invented = managementRoutes.map(endpointOf).filter((endpoint) => !endpoints.has(endpoint))
    expect(invented).toEqual([])
  })

  test('answers each call in one place', () => {
    const answered = managementRoutes.map(endpointOf)
    expect(answered).toEqual([...new Set(answered)])
  })

  test('the recordings are of calls the SDK knows', () => {
    const unknown = [...RECORDED_ENDPOINTS].filter(
      (recorded) => ![...endpoints].some(fits(recorded)),
    )
    expect(unknown).toEqual([])
  })

  // In a recording, what stands for a parameter was told by its look: an enum value may be spelled out.
  const fits = (recorded: string) => (endpoint: string) => {
    const [one, other] = [recorded.split('/'), endpoint.split('/')]
    return (
      one.length === other.length &&
      one.every((part, nth) => part === other[nth] || part === '{}' || other[nth] === '{}')
    )
  }

  test('says of each call that is not answered why, and of no other', () => {
    const known = new Set(managementRoutes.map(endpointOf))
    const unanswered = [...endpoints].filter((endpoint) => !known.has(endpoint))
    const rowsOf = (endpoint: string) => UNANSWERED_CALLS.filter((row) => isOf(row, endpoint))
    expect({
      withoutOneReason: unanswered.filter((endpoint) => rowsOf(endpoint).length !== 1),
      answered: UNANSWERED_CALLS.flatMap(({ paths }) => paths).filter(
        (path) => !unanswered.some((one) => isOf({ paths: [path], reason: '' }, one)),
      ),
    }).toEqual({ withoutOneReason: [], answered: [] })
  })

  test('refuses by name whatever else the SDK can call', async () => {
    const api = createManagementApi(tenant, {
      actionBuildMs: 0,
      runtime: createActionRuntime(tenant),
    })
    const known = new Set(managementRoutes.map(endpointOf))
    const refused = [...endpoints].filter((endpoint) => !known.has(endpoint))
    const wrong: unknown[] = []
    for (const endpoint of refused) {
      const [method = '', path = ''] = endpoint.replaceAll('{}', 'any').split(' ')
      const answer = await api.request(`https://localhost:1/api/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      const { errorCode } = (await answer.json()) as { errorCode?: string }
      const isNamed = errorCode === 'local_tenant_route_not_emulated'
      if (answer.status !== 404 || !isNamed) wrong.push([endpoint, answer.status, errorCode])
    }
    expect([refused.length > 0, wrong]).toEqual([true, []])
  })
})
