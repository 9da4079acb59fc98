import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { LONGEST_LOG_LINE } from '../../actions/answers/log-line.ts'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ACME } from '../builders/ids.ts'
import { everyPolicy, loginSettings } from '../builders/login-settings.ts'
import { runLogin } from '../builders/run-login.ts'
import { STATE_INTEGRITY } from './state-integrity.ts'

/** Everything that can be wrong at once, under names that must not be told. */
const everythingWrong = aPostLoginEvent({
  authentication: undefined,
  client: { name: 'zqx portal' },
  connection: { id: 'con_zqx', name: 'zqx' },
  organization: { id: ACME, name: 'zqx', display_name: 'zqx', metadata: { og_status: 'zqx' } },
  session: { id: 'zqx', actor: { sub: 'zqx' } },
  transaction: { protocol: 'zqx', state: 'zqx' },
  user: {
    app_metadata: { og_lock: 'zqx', og_block: 'zqx', username: 'zqx' },
    email: 'zqx@zqx.test',
    email_verified: false,
    identities: [{}, { profileData: { email: 'zqx@other.test' } }],
    phone_number: '+1 555 0100',
    name: 'zqx',
    user_id: 'auth0|zqx',
  },
})

describe('G. what goes out', () => {
  test('#65 the longest line fits, says how much it left out, and names nobody', async () => {
    const monitor = aRulebook({ login: loginSettings({ rollout: everyPolicy('monitor') }) })
    const { log } = await runLogin(everythingWrong, monitor)
    expect(log).toHaveLength(1)
    const [line = ''] = log
    expect(line.length).toBeLessThanOrEqual(LONGEST_LOG_LINE)
    expect(line).toMatch(
      /^og allow door=unknown org=org_acmeAAAAAAAAAAAA rulebook=0123abcd would=runtime-guard:EVENT_UNSUPPORTED,(?:[a-z-]+:[A-Z_]+,)+\+\d+$/,
    )
    expect(line).not.toMatch(/zqx|555|@/)
  })

  test('#66 the text holds code, message and reference, and names nobody', async () => {
    const { calls } = await runLogin(everythingWrong)
    expect(calls).toEqual([
      [
        'access.deny',
        expect.stringMatching(/^OG_ADMIN: Ask your administrator\. \(reference [0-9a-z]{26}\)$/),
      ],
    ])
  })
})

test('#23 after all hostile records objects are what they were', async () => {
  for (const { event } of STATE_INTEGRITY) await runLogin(aPostLoginEvent(event))
  const plain: Record<string, unknown> = {}
  expect([plain.v, plain.isAdmin, Object.keys(Object.prototype)]).toEqual([
    undefined,
    undefined,
    [],
  ])
})

/** The scenarios that the pack was designed against; numbers that are missing were never given. */
const NUMBERS = [
  ...[1, 2, 3, 4, 7, 8, 9, 11, 12, 14, 15, 17, 19],
  ...[21, 22, 23, 25, 27, 28],
  ...[29, 30, 31, 34, 36, 37, 39, 41, 42],
  ...[43, 45, 47, 48, 49, 50, 52],
  ...[54, 56, 57, 60, 61],
  ...[62, 63, 65, 66, 68, 70],
]

test('every number has a scenario that names it', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const named = new Set(
    texts.flatMap((text) => [...text.matchAll(/['`]#(\d+) /g)].map(([, number]) => Number(number))),
  )
  expect(NUMBERS.filter((number) => !named.has(number))).toEqual([])
})
