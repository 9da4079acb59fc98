import { afterEach, expect, test, vi } from 'vitest'
import { sendDecision } from '../../../actions/answers/decision-sink.ts'
import { decideLogin } from '../../../policies/login/decide.ts'
import { aLogin, type LoginDifferences } from '../../builders/a-login.ts'
import { ACME, ANN, PORTAL } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const sink = { url: 'https://sink.example.com/decisions', timeoutMs: 200 }
afterEach(() => vi.unstubAllGlobals())

async function send(
  differences: LoginDifferences,
  rulebookSink: typeof sink | null,
  fetch: (url: string, init: RequestInit) => Promise<unknown>,
): Promise<readonly string[]> {
  const log: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  vi.stubGlobal('fetch', fetch)
  const login = aLogin(differences)
  await sendDecision(decideLogin(login, loginSettings()), login, {
    hash: '0123abcd',
    sink: rulebookSink,
  })
  return log
}

test('a decision is told without the person', async () => {
  const sent: [string, RequestInit][] = []
  await send(
    { person: { addressVerified: false } },
    sink,
    async (url, init) => void sent.push([url, init]),
  )
  const [url, init] = sent[0] ?? []
  expect(sent).toHaveLength(1)
  expect(url).toBe(sink.url)
  expect(init).toEqual({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: expect.any(String),
    redirect: 'error',
    signal: expect.any(AbortSignal),
  })
  expect(JSON.parse(String(init?.body))).toEqual({
    at: '2026-11-23T12:00:00.000Z',
    outcome: 'deny',
    reason: 'EMAIL_UNVERIFIED',
    policy: 'verified-email',
    monitored: [],
    application: PORTAL,
    organization: ACME,
    rulebook: '0123abcd',
  })
  expect(String(init?.body)).not.toContain(ANN)
})

test('an admission has no reason, and no organization where there is none', async () => {
  const bodies: unknown[] = []
  const nowhere = { door: 'refresh', scope: { organization: { kind: 'unknown' } } } as const
  await send(nowhere, sink, async (_url, init) => void bodies.push(JSON.parse(String(init.body))))
  expect(bodies).toMatchObject([{ outcome: 'allow', organization: null }])
  expect(bodies[0]).not.toHaveProperty('reason')
})

test('without a sink nobody is told', async () => {
  const fetch = vi.fn()
  expect(await send({}, null, fetch)).toEqual([])
  expect(fetch).not.toHaveBeenCalled()
})

test('a sink that fails is logged and forgotten', async () => {
  const log = await send({}, sink, async () => Promise.reject(new Error('ann@acme.example')))
  expect(log).toEqual(['og sink unavailable'])
})

test('a sink that hangs is not waited for', async () => {
  const hang = (_url: string, { signal }: RequestInit): Promise<unknown> =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason)),
    )
  expect(await send({}, { ...sink, timeoutMs: 20 }, hang)).toEqual(['og sink unavailable'])
})
