import { describe, expect, test } from 'vitest'
import {
  MODES,
  type Mode,
  modeFor,
  OFF,
  type OrganizationContext,
  type Rollout,
  type Scope,
  stricter,
} from '../../policies/mode.ts'
import { inOrganization } from '../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../builders/ids.ts'
import { aRollout } from '../builders/login-settings.ts'

const scope = (organization: OrganizationContext = inOrganization(ACME)): Scope => ({
  application: PORTAL,
  organization,
  identitySource: MEMBERS,
})

describe('the stricter of two modes', () => {
  test('their order is off, monitor, capture, enforce', () => {
    expect(MODES).toEqual(['off', 'monitor', 'capture', 'enforce'])
  })

  test.each(
    MODES.flatMap((one, place) =>
      MODES.map((other, at) => [one, other, MODES[Math.max(place, at)]]),
    ),
  )('%s or %s is %s', (one, other, mode) => {
    expect(stricter(one as Mode, other)).toBe(mode)
  })

  test.each(MODES)('%s or none is itself', (mode) => {
    expect(stricter(mode, undefined)).toBe(mode)
  })
})

describe('the mode of a policy for one login', () => {
  const by = (differences: Partial<Rollout>, mode: Mode = 'off'): Rollout =>
    aRollout(mode, differences)

  test.each<[string, Rollout, Scope, Mode]>([
    ['nothing is said', OFF, scope(), 'off'],
    ['the default', aRollout('monitor'), scope(), 'monitor'],
    ['its application is named', by({ applications: { [PORTAL]: 'enforce' } }), scope(), 'enforce'],
    ['another application is named', by({ applications: { other: 'enforce' } }), scope(), 'off'],
    ['its organization is named', by({ organizations: { [ACME]: 'capture' } }), scope(), 'capture'],
    [
      'another organization is named',
      by({ organizations: { [GLOBEX]: 'enforce' } }),
      scope(),
      'off',
    ],
    [
      'an unknown application may be the strictest',
      by({ applications: { a: 'monitor', b: 'enforce' } }),
      { ...scope(), application: '' },
      'enforce',
    ],
    [
      'an unknown source may be the strictest',
      by({ identitySources: { a: 'monitor', b: 'capture' } }),
      { ...scope(), identitySource: '' },
      'capture',
    ],
    [
      'an unknown application is never looser than the default',
      by({ applications: { a: 'monitor' } }, 'enforce'),
      { ...scope(), application: '' },
      'enforce',
    ],
    [
      'nothing is named for an unknown application',
      by({ organizations: { [GLOBEX]: 'enforce' } }),
      { ...scope(), application: '' },
      'off',
    ],
    ['its source is named', by({ identitySources: { [MEMBERS]: 'monitor' } }), scope(), 'monitor'],
    [
      'a name cannot loosen the default',
      by({ applications: { [PORTAL]: 'off' } }, 'enforce'),
      scope(),
      'enforce',
    ],
    [
      'the strictest of all three wins: application',
      by({
        applications: { [PORTAL]: 'enforce' },
        organizations: { [ACME]: 'monitor' },
        identitySources: { [MEMBERS]: 'capture' },
      }),
      scope(),
      'enforce',
    ],
    [
      'the strictest of all three wins: organization',
      by({
        applications: { [PORTAL]: 'monitor' },
        organizations: { [ACME]: 'enforce' },
        identitySources: { [MEMBERS]: 'off' },
      }),
      scope(),
      'enforce',
    ],
    [
      'the strictest of all three wins: source',
      by({
        applications: { [PORTAL]: 'off' },
        organizations: { [ACME]: 'monitor' },
        identitySources: { [MEMBERS]: 'enforce' },
      }),
      scope(),
      'enforce',
    ],
    [
      'no organization is none of the named',
      by({ organizations: { [ACME]: 'enforce' } }, 'monitor'),
      scope({ kind: 'none' }),
      'monitor',
    ],
    [
      'an unknown organization is the strictest of the named',
      by({ organizations: { [ACME]: 'monitor', [GLOBEX]: 'enforce' } }),
      scope({ kind: 'unknown' }),
      'enforce',
    ],
    [
      'an unknown organization does not loosen the default',
      by({ organizations: { [ACME]: 'monitor' } }, 'capture'),
      scope({ kind: 'unknown' }),
      'capture',
    ],
    [
      'an unknown organization, none named',
      by({}, 'monitor'),
      scope({ kind: 'unknown' }),
      'monitor',
    ],
    [
      'an id that every object knows is no name',
      by({}, 'monitor'),
      {
        application: 'constructor',
        organization: inOrganization('toString'),
        identitySource: '__proto__',
      },
      'monitor',
    ],
  ])('%s', (_what, rollout, login, mode) => {
    expect(modeFor(rollout, login)).toBe(mode)
  })
})
