import { describe, expect, test } from 'vitest'
import { decideLogin } from '../../../policies/login/decide.ts'
import { runtimeGuard } from '../../../policies/login/runtime-guard.ts'
import { PASS } from '../../../policies/policy.ts'
import { aLogin, held, type LoginDifferences } from '../../builders/a-login.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const tampered = { lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' } } as const
const copied = { lock: { kind: 'unreadable', reason: 'STATE_COPIED' } } as const
const withoutKeys = {
  keys: 'unusable',
  lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
} as const
const shadowed = { person: { isShadowed: true } }
const nobody = { isOwnerKnown: false }

describe('what the guard believes', () => {
  test.each<[string, LoginDifferences, string | null]>([
    ['a plain login', {}, null],
    ['a person without any lock', { lock: { kind: 'absent' } }, null],
    ['a lock without entries', { lock: held() }, null],
    ['a guard without its keys', withoutKeys, 'CONFIG_INVALID'],
    ['a door nobody has looked at', { door: 'unknown' }, 'EVENT_UNSUPPORTED'],
    ['a login of nobody', nobody, 'EVENT_UNSUPPORTED'],
    ['a lock without a valid signature', tampered, 'STATE_TAMPERED'],
    ['a lock made for somebody else', copied, 'STATE_COPIED'],
    ['metadata that claims to be a part of the profile', shadowed, 'STATE_SHADOW_KEY'],
    ['such metadata beside a tampered lock', { ...tampered, ...shadowed }, 'STATE_SHADOW_KEY'],
    ['no keys, at an unknown door', { ...withoutKeys, door: 'unknown' }, 'CONFIG_INVALID'],
    ['a tampered lock at an unknown door', { ...tampered, door: 'unknown' }, 'EVENT_UNSUPPORTED'],
    ['a tampered lock of nobody', { ...tampered, ...nobody }, 'EVENT_UNSUPPORTED'],
    ['keys missing although the lock was read', { keys: 'unusable' }, 'CONFIG_INVALID'],
  ])('%s', (_what, differences, reason) => {
    const verdict = reason === null ? PASS : { kind: 'deny', reason }
    expect(runtimeGuard.evaluate(aLogin(differences), loginSettings())).toEqual(verdict)
  })
})

describe('whose modes govern it', () => {
  const monitored = everyPolicy('monitor')
  const onlyEmailLock = { ...monitored, 'email-lock': aRollout('enforce') }
  const onlyIdentityLock = { ...monitored, 'identity-lock': aRollout('enforce') }
  const onlyIdentifierLock = { ...monitored, 'identifier-lock': aRollout('enforce') }
  const onlyMembership = { ...monitored, membership: aRollout('enforce') }
  const off = everyPolicy('off')

  test.each<[string, LoginDifferences, Parameters<typeof loginSettings>[0], string]>([
    ['no keys, and one policy is enforced', withoutKeys, { rollout: onlyMembership }, 'enforce'],
    ['no keys, and all are monitored', withoutKeys, { rollout: monitored }, 'monitor'],
    ['no keys, and all are off: still in the log', withoutKeys, { rollout: off }, 'monitor'],
    ['no keys, and nothing is rolled out', withoutKeys, { rollout: {} }, 'monitor'],
    ['no keys, and one captures', withoutKeys, { rollout: everyPolicy('capture') }, 'capture'],
    ['a broken lock where locks are read', tampered, { rollout: onlyEmailLock }, 'enforce'],
    ['a broken lock where sources are read', tampered, { rollout: onlyIdentityLock }, 'enforce'],
    [
      'a broken lock where identifiers are read',
      tampered,
      { rollout: onlyIdentifierLock },
      'enforce',
    ],
    ['a broken lock where locks are not read', tampered, { rollout: onlyMembership }, 'monitor'],
    ['a copied lock where locks are read', copied, { rollout: onlyEmailLock }, 'enforce'],
    ['a copied lock where locks are not read', copied, { rollout: onlyMembership }, 'monitor'],
    [
      'a shadowed profile where any policy is enforced',
      shadowed,
      { rollout: onlyMembership },
      'enforce',
    ],
    ['a shadowed profile where all are monitored', shadowed, { rollout: monitored }, 'monitor'],
    ['an unknown door', { door: 'unknown' }, { rollout: onlyMembership }, 'enforce'],
    ['a login of nobody', nobody, { rollout: onlyEmailLock }, 'enforce'],
  ])('%s', (_what, differences, settings, mode) => {
    const [first] = decideLogin(aLogin(differences), loginSettings(settings)).verdicts
    expect(first).toMatchObject({ policy: 'runtime-guard', mode })
  })

  test('it refuses where a policy applies to this login, and not where that policy is exempt', () => {
    const exemption = {
      policy: 'membership',
      application: aLogin().scope.application,
      untilMs: NOON_MS + DAY_MS,
    } as const
    const settings = loginSettings({ rollout: onlyMembership, exemptions: [exemption] })
    expect(decideLogin(aLogin(withoutKeys), settings)).toMatchObject({ outcome: 'allow' })
  })
})
