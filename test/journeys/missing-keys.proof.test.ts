import { afterEach, describe, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import type { DoorAnswer } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** Uploaded past our own checks: an empty secret, another key, and a key too short to be one. */
const WRONG_SECRETS = [
  ['an empty signing secret', ''],
  ['somebody else’s key', 'x'.repeat(64)],
  ['a key that is too short', 'short'],
] as const

let deployed: DeployedTenant | undefined
afterEach(() => deployed?.stop())

async function signInWith(
  mode: string,
  secret: string,
): Promise<{ answer: DoorAnswer; logs: string }> {
  const policy = { mode, clients: {} }
  const gate = { mode: 'off' }
  deployed = await deployedTenant({
    environment: {
      overrides: {
        policies: {
          'user-suspended': policy,
          'org-blocked': policy,
          'org-required': {
            mode,
            clients: { 'Member Portal': mode, 'Back Office': mode, Reports: mode },
          },
          'org-status': policy,
          membership: policy,
          'verified-email': policy,
          'source-domain': policy,
          'email-lock': policy,
          'password-reset-gate': policy,
          'machine-token-gate': policy,
          'signup-gate': gate,
        },
      },
    },
    secrets: { OG_SIGNING_KEY: secret },
  })
  const { scene, logLines } = deployed
  const ann = createPerson('Ann', 'ann@acme.example.com')
  await createAdministrator(scene).enrol(ann, ['acme'])
  const organization = idOf(scene.names, 'organizations', 'acme')
  const browser = openBrowser(scene.address.certificate ?? undefined)
  const answer = await signIn(scene.applications['Member Portal'], browser, ann, { organization })
  return { answer, logs: logLines().join('\n') }
}

describe.each(WRONG_SECRETS)('%s', (_what, secret) => {
  test('refuses every login that an enforced policy governs', async () => {
    const { answer, logs } = await signInWith('enforce', secret)
    expect(answer).toEqual({
      kind: 'refused',
      error: 'access_denied',
      description: expect.stringMatching(/^OG_ADMIN: .+ \(reference none\)$/),
    })
    expect(logs).toContain('og deny CONFIG_INVALID by runtime-guard')
  })

  test.each(['monitor', 'capture', 'off'])(
    'is only logged where everything is %s',
    async (mode) => {
      const { answer, logs } = await signInWith(mode, secret)
      expect(answer.kind).toBe('admitted')
      expect(logs).toContain('runtime-guard:CONFIG_INVALID')
    },
  )
})
