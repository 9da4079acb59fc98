import { createHash } from 'node:crypto'
import { appendFile, cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { actionRulebook } from '../../../scripts/bundle/action-rulebook.ts'
import {
  bundleAction,
  HANDLERS,
  isOurTrigger,
  type Trigger,
} from '../../../scripts/bundle/bundle-action.ts'
import {
  judgeBundle,
  LARGEST_BUNDLE_BYTES,
  LARGEST_CODE_BYTES,
} from '../../../scripts/bundle/bundle-laws.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aSourceFolder } from '../../builders/a-project-folder.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { aSignupEvent } from '../../builders/a-signup-event.ts'
import { holdTime } from '../../builders/hold-time.ts'
import { GLOBEX } from '../../builders/ids.ts'
import { loadBundle } from '../../builders/load-bundle.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { readRefusal } from '../../builders/read-refusal.ts'
import {
  type RecordedCall,
  recordingApi,
  recordingSignupApi,
} from '../../builders/recording-api.ts'
import { runLogin } from '../../builders/run-login.ts'
import { runSignup } from '../../builders/run-signup.ts'
import type { Differences } from '../../builders/with-differences.ts'

const TRIGGERS = Object.keys(HANDLERS) as Trigger[]
const rulebook = aRulebook()
/** Everything a rulebook can ask for, so that nothing is left out. */
const everything = aRulebook({
  capabilities: {
    organizationOnRefresh: true,
    refreshTokenMetadata: true,
    expirySetters: true,
    revocation: true,
    rolesAndGroups: true,
  },
  keyIds: { ...rulebook.keyIds, rebindPublicKey: 'bm9uZQ==' },
  sink: { url: 'https://sink.example.com/', timeoutMs: 50 },
  login: loginSettings({ membership: { ...loginSettings().membership, source: 'live' } }),
})
/** Only what has to be: everything that can be left out is. */
const little = aRulebook({
  login: loginSettings({
    rollout: {
      ...everyPolicy('enforce'),
      'identity-lock': aRollout('off'),
      'identifier-lock': aRollout('off'),
      delegation: aRollout('off'),
      'upstream-freshness': aRollout('off'),
    },
    identifierLock: { phone: 'verified', username: 'free' },
  }),
})

describe.each(TRIGGERS)('the bundle of %s', (trigger) => {
  test('is the same bytes from whichever folder it is built', async () => {
    const [one, other] = await Promise.all([aSourceFolder(), aSourceFolder()])
    const bundles = await Promise.all(
      [one, other, ROOT].map((root) => bundleAction(root, trigger, rulebook)),
    )
    expect(new Set(bundles.map(({ code }) => code)).size).toBe(1)
    expect(new Set(bundles.map(({ sha256 }) => sha256)).size).toBe(1)
  })

  test('begins with where it came from, and names no folder', async () => {
    const { code, sha256 } = await bundleAction(ROOT, trigger, rulebook)
    const [first, second, third] = code.split('\n')
    expect(first).toBe(`// auth0-org-guard, trigger ${trigger}`)
    expect(second).toMatch(/^\/\/ inputs [0-9a-f]{16}, rulebook [0-9a-f]{8}$/)
    expect(code).toContain(`hash: "${second?.slice(-8)}"`)
    expect(third).toBe(
      '// Built from version control by `npm run build`: change it there, not here.',
    )
    expect(code).not.toContain(ROOT)
    expect(sha256).toBe(createHash('sha256').update(code).digest('hex'))
  })

  test('#70 breaks no law, and is far smaller than the 100 kB that Auth0 takes', async () => {
    const bundle = await bundleAction(ROOT, trigger, everything)
    expect(judgeBundle(bundle)).toEqual([])
    expect(LARGEST_CODE_BYTES).toBeLessThan(LARGEST_BUNDLE_BYTES)
    expect(LARGEST_BUNDLE_BYTES).toBeLessThanOrEqual(100_000)
  })

  test('can be read: names are kept, nothing is squeezed into one line', async () => {
    const { code } = await bundleAction(ROOT, trigger, rulebook)
    expect(code).toContain(`async function ${HANDLERS[trigger]}(`)
    expect(
      Math.max(
        ...code
          .split('\n')
          .slice(0, 40)
          .map((line) => line.length),
      ),
    ).toBeLessThan(2000)
  })

  test('carries no sentence for operators', async () => {
    const { code } = await bundleAction(ROOT, trigger, rulebook)
    expect(code).not.toContain('does not carry a valid signature')
  })

  const inputsOf = async (
    root: string,
    book: BakedRulebook = rulebook,
  ): Promise<string | undefined> => (await bundleAction(root, trigger, book)).code.split('\n')[1]

  test('changes its inputs with the rulebook, and with any source it holds', async () => {
    const before = await inputsOf(ROOT)
    const keyIds = { ...rulebook.keyIds, alsoVerifying: '89abcdef' }
    expect(await inputsOf(ROOT, aRulebook({ keyIds }))).not.toBe(before)
    const messages = { ...rulebook.messages, OG_RETRY: { default: 'Come back later.' } }
    // Between logins nobody is told anything.
    const isTelling = trigger !== 'event-stream'
    const retold = await inputsOf(ROOT, aRulebook({ messages }))
    expect(retold !== before).toBe(isTelling)
    const source = 'policies/mode.ts'
    const text = `${await import('node:fs/promises').then(({ readFile }) => readFile(join(ROOT, source), 'utf8'))}\n// a word\n`
    expect(await inputsOf(await aSourceFolder([source, text]))).not.toBe(before)
  })

  test('is built anew in a folder whose sources changed since, and is gone with them', async () => {
    const folder = await aSourceFolder()
    const before = await inputsOf(folder)
    expect([await inputsOf(folder), before]).toEqual([before, await inputsOf(ROOT)])
    const source = join(folder, 'policies/mode.ts')
    await appendFile(source, '// a word\n')
    const after = await inputsOf(folder)
    expect([after === before, await inputsOf(folder)]).toEqual([false, after])
    await rm(source)
    await expect(inputsOf(folder)).rejects.toThrow('policies/mode.ts')
  })

  test('does not change with a source it does not hold', async () => {
    const folder = await aSourceFolder(['tenant/tenant.json', '{}'])
    await cp(join(ROOT, 'README.md'), join(folder, 'policies', 'README.md'))
    expect(await inputsOf(folder)).toBe(await inputsOf(ROOT))
  })

  test('exports one native async function', async () => {
    const exported = loadBundle((await bundleAction(ROOT, trigger, rulebook)).code)
    expect(Object.keys(exported)).toEqual([HANDLERS[trigger]])
    expect(exported[HANDLERS[trigger]]?.constructor.name).toBe('AsyncFunction')
  })
})

describe('what a rulebook does not use', () => {
  const codeFor = async (book: BakedRulebook): Promise<string> =>
    (await bundleAction(ROOT, 'post-login', book)).code

  test.each<[string, string]>([
    ['a policy that is off', 'USERNAME_DRIFT'],
    ['another policy that is off', 'ACTOR_NOT_ALLOWED"'],
    ['a look-up nobody asked for', 'client_credentials'],
    ['what no capability allows', 'og effect unavailable'],
    ['permissions nobody can give', 'createPublicKey'],
    ['a sink that is not there', 'og sink unavailable'],
  ])('is not in the Action: %s', async (_what, text) => {
    expect(await codeFor(everything)).toContain(text)
    expect((await codeFor(little)).replaceAll(/^ {2}[A-Z0-9_]+: \[.*$/gm, '')).not.toContain(text)
  })

  test('a login does not carry whom sign-ups are open to', async () => {
    const clients = { 'client-of-a-sign-up': ['org_secret'] }
    const book = aRulebook({
      invitations: { clients, connections: {}, maxPages: 3, readsPerMinute: 30 },
    })
    expect(await codeFor(book)).not.toContain('client-of-a-sign-up')
    expect((await bundleAction(ROOT, 'pre-user-registration', book)).code).toContain(
      'client-of-a-sign-up',
    )
  })
})

test.each<[string, boolean]>([
  ['post-login', true],
  ['pre-user-registration', true],
  ['credentials-exchange', true],
  ['password-reset-post-challenge', true],
  ['post-user-registration', false],
  ['constructor', false],
  ['', false],
])('%s is ours: %s', (id, isOurs) => {
  expect(isOurTrigger(id)).toBe(isOurs)
})

/** What a bundle does with an event, in the terms of the in-process runs. */
async function runBundle(
  trigger: Trigger,
  book: BakedRulebook,
  event: unknown,
  api: unknown,
): Promise<readonly string[]> {
  const handler = loadBundle((await bundleAction(ROOT, trigger, book)).code)[HANDLERS[trigger]]
  const time = holdTime(NOON_MS)
  const log: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  await handler?.(event, api)
  time.release()
  vi.restoreAllMocks()
  return log
}

/** Everything of a call but the salt of its reference. */
const comparable = ([method, ...rest]: RecordedCall): readonly unknown[] =>
  method === 'access.deny'
    ? [method, ...rest.slice(0, -1), readRefusal(String(rest.at(-1)))]
    : [method, ...rest]

describe('the bundle decides as the code in this process does', () => {
  const monitored = aRulebook({ login: loginSettings({ rollout: everyPolicy('monitor') }) })
  const blocked = { og_block: { v: 1, b: [{ o: '*', r: 'SUSPENDED', t: 1 }] } }

  test.each<[string, Differences, BakedRulebook]>([
    ['a first login', {}, rulebook],
    ['an unproven address', { user: { email_verified: false } }, rulebook],
    ['an unproven address, monitored', { user: { email_verified: false } }, monitored],
    ['a deceiving address', { user: { email: 'ann\u200b@acme.example' } }, rulebook],
    ['an international address', { user: { email: 'ann@bücher.example' } }, rulebook],
    ['a suspended person', { user: { app_metadata: blocked } }, rulebook],
    ['a hostile lock', { user: { app_metadata: { og_lock: 'x' } } }, rulebook],
    ['no keys', { secrets: { OG_SIGNING_KEY: '' } }, rulebook],
    ['no keys, monitored', { secrets: { OG_SIGNING_KEY: '' } }, monitored],
    ['no organization', { organization: undefined }, rulebook],
    ['another organization', { organization: { id: GLOBEX } }, rulebook],
    ['an unknown door', { transaction: { protocol: 'oauth3' } }, rulebook],
    ['an exchange', { transaction: { protocol: 'oauth2-token-exchange' } }, rulebook],
    ['a first login, with little', {}, little],
    ['an unproven address, with little', { user: { email_verified: false } }, little],
    ['a hostile lock, with little', { user: { app_metadata: { og_lock: 'x' } } }, little],
    ['an actor, with little', { session: { actor: { sub: 'agent' } } }, little],
    ['an actor', { session: { actor: { sub: 'agent' } } }, rulebook],
    ['nobody vouched, with little', { authentication: undefined }, little],
    ['nobody vouched', { authentication: undefined }, rulebook],
    ['a rebind, with little', { user: { app_metadata: { og_rebind: { v: 1, g: [{}] } } } }, little],
    ['an unproven number, with little', { user: { phone_number: '+1' } }, little],
    ['an unproven number', { user: { phone_number: '+1' } }, rulebook],
    ['an event that is nothing', { user: null, client: null, transaction: null }, rulebook],
  ])('post-login: %s', async (_what, differences, book) => {
    const { api, calls } = recordingApi()
    const log = await runBundle('post-login', book, aPostLoginEvent(differences), api)
    const held = { ...book, ...actionRulebook('post-login', book) }
    const inProcess = await runLogin(aPostLoginEvent(differences), held)
    expect(calls.map(comparable)).toEqual(inProcess.calls.map(comparable))
    expect(log).toEqual(inProcess.log)
  })

  test.each([
    ['a person of the domain', { email: 'ann@acme.example' }],
    ['one with a telephone number', { email: 'ann@acme.example', phone_number: '+1' }],
    ['somebody else', { email: 'ann@mail.example' }],
    ['nobody', { email: undefined }],
  ])('pre-user-registration: %s', async (_what, user) => {
    const book = aRulebook({
      signup: signupSettings({
        signupGate: {
          admit: 'domains',
          domains: ['acme.example'],
          operators: 'granted',
          phone: 'refuse',
        },
      }),
    })
    const { api, calls } = recordingSignupApi()
    const log = await runBundle('pre-user-registration', book, aSignupEvent({ user }), api)
    const held = { ...book, ...actionRulebook('pre-user-registration', book) }
    const inProcess = await runSignup(aSignupEvent({ user }), held)
    expect(calls.map(([, , text]) => readRefusal(String(text)))).toEqual(
      inProcess.refusal === null ? [] : [inProcess.refusal],
    )
    expect(log).toEqual(inProcess.log)
  })
})
