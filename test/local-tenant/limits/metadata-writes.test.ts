import { beforeEach, describe, expect } from 'vitest'
import {
  countRequest,
  reportBuckets,
  writeLimits,
} from '../../../scripts/local-tenant/limits/rate-limits.ts'
import { LATE_BY_MS } from '../../../scripts/local-tenant/oidc/login/write-metadata.ts'
import {
  parseSnapshot,
  restoreSnapshot,
  takeSnapshot,
} from '../../../scripts/local-tenant/snapshot.ts'
import type { Json, User } from '../../../scripts/local-tenant/store.ts'
import { writeSwitches } from '../../../scripts/local-tenant/switch-positions.ts'
import { managementClient } from '../management/management-access.ts'
import { askToken, changeClient, passwordOfAnn, REALM_GRANT, refusalOf } from '../oidc/ask-token.ts'
import { scene, test } from '../oidc/scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  PASSWORD,
  signIn,
} from '../oidc/start-scene.ts'

type Application = Awaited<ReturnType<typeof openApplication>>
const REFUSED = '[local tenant] the write of metadata was refused: too many requests'
let portal: Application
let ann: User
beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
  scene.whenActionsRun({ appMetadata: { seen: 'yes' } })
})

const enter = async (): Promise<string> => {
  const { address } = await authorizationRequest(portal)
  return answerOf(
    await signIn(scene.newBrowser(), address, { email: 'ann@example.com', password: PASSWORD }),
  )
}
const stored = (): Json => scene.tenant.state.users.get(ann.user_id)?.app_metadata ?? null
const left = (bucket: string): number | undefined =>
  reportBuckets(scene.tenant).find(({ name }) => name === bucket)?.left
const logged = () => scene.tenant.state.logs.filter(({ type }) => type === 'api_limit').length

/** Somebody else has written as many people as the plan lets. */
function useUpWrites(): void {
  writeLimits(scene.tenant, 'professional')
  const write = { api: 'Management API', group: 'Write Users', method: 'PATCH', path: '/' } as const
  for (let count = 0; count < 20; count += 1) countRequest(scene.tenant, write)
}

test('it counts against the budget of writing people, or against the whole', async () => {
  const seen: unknown[] = []
  for (const outcome of [{ appMetadata: { seen: 'yes' } }, { userMetadata: { seen: 'yes' } }, {}]) {
    scene.whenActionsRun(outcome)
    writeLimits(scene.tenant, 'professional')
    await enter()
    seen.push(left('Write Users'))
  }
  writeLimits(scene.tenant, 'enterprise')
  scene.whenActionsRun({ appMetadata: { seen: 'again' } })
  await enter()
  expect([seen, left('Management API')]).toEqual([[19, 19, 20], 49])
})

describe('a write that the tenant refuses', () => {
  beforeEach(() => {
    changeClient(scene, 'portal', {
      grant_types: ['authorization_code', 'refresh_token', REALM_GRANT],
    })
  })
  const byPassword = async () => refusalOf(await askToken(scene, passwordOfAnn(PASSWORD)))

  test('is lost, and the logins pass; the log says once why', async () => {
    useUpWrites()
    expect([await enter(), await byPassword(), await enter()]).toEqual([
      'code',
      [200, undefined, undefined],
      'code',
    ])
    expect([stored(), logged()]).toEqual([{}, 1])
    scene.tenant.clock.advance(60_000)
    expect([await enter(), stored()]).toEqual(['code', { seen: 'yes' }])
  })

  test('or fails the logins, where the switch says so', async () => {
    writeSwitches(scene.tenant.state, { refusedWriteFailsLogin: true })
    useUpWrites()
    expect([await enter(), await byPassword()]).toEqual([
      `access_denied: ${REFUSED}`,
      [500, 'access_denied', REFUSED],
    ])
    expect(stored()).toEqual({})
    scene.whenActionsRun({})
    expect(await enter()).toBe('code')
  })

  test('or fails a refresh, whose token serves again once writes are taken', async () => {
    scene.whenActionsRun({})
    const scope = { scope: 'openid offline_access' }
    const person = { email: 'ann@example.com', password: PASSWORD }
    const tokens = await logIn(scene, portal, scene.newBrowser(), person, scope)
    const renew = async () =>
      refusalOf(
        await askToken(scene, {
          grant_type: 'refresh_token',
          client_id: 'portal',
          refresh_token: tokens.refresh_token ?? '',
        }),
      )
    writeSwitches(scene.tenant.state, { refusedWriteFailsLogin: true })
    scene.whenActionsRun({ appMetadata: { seen: 'yes' } })
    useUpWrites()
    expect(await renew()).toEqual([500, 'access_denied', REFUSED])
    scene.tenant.clock.advance(60_000)
    expect([await renew(), stored()]).toEqual([[200, undefined, undefined], { seen: 'yes' }])
  })

  test('or fails the login before the person is sent elsewhere', async () => {
    writeSwitches(scene.tenant.state, { refusedWriteFailsLogin: true })
    useUpWrites()
    const suspension = {
      url: 'https://elsewhere.example.com/?state=s',
      state: 's',
      triggerId: 'post-login',
      handler: 'onExecutePostLogin',
      executionId: 'e',
      at: 0,
      versionIds: [],
      history: [],
    }
    scene.whenActionsRun({ appMetadata: { seen: 'yes' }, suspension })
    expect(await enter()).toBe(`access_denied: ${REFUSED}`)
  })

  test('does not hide that an Action refused the login', async () => {
    writeSwitches(scene.tenant.state, { refusedWriteFailsLogin: true })
    useUpWrites()
    const refusal = { kind: 'denied', actionName: 'guard', reason: 'not you' } as const
    scene.whenActionsRun({ appMetadata: { seen: 'yes' }, refusal })
    expect(await enter()).toBe('access_denied: not you')
  })

  test.each<[string, object]>([
    ['answered 429', { status: 429 }],
    ['cut off', { drop: true }],
  ])('is one that is %s by an injected fault as well', async (_what, fault) => {
    const path = `/api/v2/users/${encodeURIComponent(ann.user_id)}`
    scene.tenant.state.faults.push({ id: 'fault_1', path, method: 'PATCH', times: 1, ...fault })
    expect([await enter(), stored()]).toEqual(['code', {}])
    expect([await enter(), stored()]).toEqual(['code', { seen: 'yes' }])
  })
})

describe('a write that is late', () => {
  beforeEach(() => writeSwitches(scene.tenant.state, { metadataIsLate: true }))

  test('is not there when the login is answered, and then is, over what was written meanwhile', async () => {
    const management = await managementClient(scene)
    await enter()
    await management.users.update(ann.user_id, { app_metadata: { seen: 'no', other: 1 } })
    const before = await management.users.get(ann.user_id)
    scene.tenant.clock.advance(LATE_BY_MS)
    const after = await management.users.get(ann.user_id)
    expect([before.app_metadata, after.app_metadata]).toEqual([
      { seen: 'no', other: 1 },
      { seen: 'yes', other: 1 },
    ])
  })

  test('is as late as an injected fault says', async () => {
    scene.tenant.state.faults.push({
      id: 'fault_1',
      path: '/api/v2/users/*',
      latencyMs: 60_000,
      times: 1,
    })
    await enter()
    const seen: unknown[] = []
    for (const ms of [59_000, 1_000]) {
      scene.tenant.clock.advance(ms)
      await openApplication(scene)
      seen.push(stored())
    }
    expect(seen).toEqual([{}, { seen: 'yes' }])
  })

  test('is part of a snapshot, and of nobody who is gone', async () => {
    await enter()
    const snapshot = parseSnapshot(takeSnapshot(scene.tenant))
    scene.tenant.state.users.delete(ann.user_id)
    scene.tenant.clock.advance(LATE_BY_MS)
    await openApplication(scene)
    expect([stored(), scene.tenant.state.lateWrites]).toEqual([null, []])
    restoreSnapshot(scene.tenant, snapshot)
    scene.tenant.clock.advance(LATE_BY_MS)
    await openApplication(scene)
    expect(stored()).toEqual({ seen: 'yes' })
  })
})
