import { expect, test } from 'vitest'
import { clientAddress } from '../../../scripts/portal/client-address.ts'
import { readPortalSettings } from '../../../scripts/portal/portal-settings.ts'
import { createRateLimit } from '../../../scripts/portal/rate-limit.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { NOON_MS } from '../../builders/noon.ts'

const local = await loadProject(ROOT, 'local')
const elsewhere = {
  ...local,
  environmentName: 'production',
  environment: { ...local.environment, domain: 'tenant.example.com' },
}
const VARIABLES = {
  OG_PORTAL_KEY: 'a key of thirty-two letters or more',
  OG_PORTAL_ORIGIN: 'https://people.example.com',
  OG_PORTAL_CLIENT_ID: 'client',
}

const faultsOf = (project: typeof local, variables: Record<string, string>): readonly string[] => {
  try {
    readPortalSettings(project, variables)
    return []
  } catch (error) {
    return (error as { faults: { message: string }[] }).faults.map(
      ({ message }) => /OG_\w+|administration\.\w+/.exec(message)?.[0] ?? message,
    )
  }
}

test.each<[string, typeof local, Record<string, string>, readonly string[]]>([
  ['nothing, locally', local, {}, []],
  ['nothing', elsewhere, {}, ['OG_PORTAL_KEY', 'OG_PORTAL_CLIENT_ID', 'OG_PORTAL_ORIGIN']],
  ['everything', elsewhere, VARIABLES, []],
  ['a short key', local, { OG_PORTAL_KEY: 'short' }, ['OG_PORTAL_KEY']],
  [
    'HTTP',
    elsewhere,
    { ...VARIABLES, OG_PORTAL_ORIGIN: 'http://a.example.com' },
    ['OG_PORTAL_ORIGIN'],
  ],
  ['a path', local, { OG_PORTAL_ORIGIN: 'https://a.example.com/' }, ['OG_PORTAL_ORIGIN']],
  ['proxies of no number', local, { OG_PORTAL_PROXIES: 'all' }, ['OG_PORTAL_PROXIES']],
  [
    'no API',
    {
      ...local,
      environment: {
        ...local.environment,
        administration: { ...local.environment.administration, audience: '' },
      },
    },
    {},
    ['administration.audience'],
  ],
])('with %s the portal asks for what is missing', (_with, project, variables, faults) => {
  expect(faultsOf(project, variables)).toEqual(faults)
})

test.each<[string, string | undefined, string | undefined, number, string]>([
  ['no proxy: the header is anybody’s', '1.1.1.1', '9.9.9.9', 0, '9.9.9.9'],
  ['one proxy: what it added', '1.1.1.1, 2.2.2.2', '9.9.9.9', 1, '2.2.2.2'],
  ['two proxies', '1.1.1.1, 2.2.2.2, 3.3.3.3', '9.9.9.9', 2, '2.2.2.2'],
  ['fewer entries than proxies', '1.1.1.1', '9.9.9.9', 2, '9.9.9.9'],
  ['no header', undefined, '9.9.9.9', 1, '9.9.9.9'],
  ['nothing', undefined, undefined, 0, 'unknown'],
])('the address of a request, %s', (_case, forwarded, socket, proxies, address) => {
  expect(clientAddress(forwarded, socket, proxies)).toBe(address)
})

test('a bucket is emptied, and fills again with time, for each by itself', () => {
  const isGranted = createRateLimit({ burst: 2, perMinute: 60 })
  const asked: readonly (readonly [string, number])[] = [
    ['a', 0],
    ['a', 0],
    ['a', 0],
    ['b', 0],
    ['a', 999],
    ['a', 1_000],
    ['a', -60_000],
    ['a', 60_000],
    ['a', 60_000],
    ['a', 60_000],
  ]
  expect(asked.map(([whose, afterMs]) => isGranted(whose, NOON_MS + afterMs))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
    false,
    true,
    true,
    false,
  ])
})

test.each([
  [9_999, false],
  [10_000, true],
])('after %i other addresses one that was refused is granted: %j', (others, expected) => {
  const isGranted = createRateLimit({ burst: 1, perMinute: 60 })
  isGranted('first', NOON_MS)
  for (let count = 0; count < others; count += 1) isGranted(`other ${count}`, NOON_MS)
  expect(isGranted('first', NOON_MS)).toBe(expected)
})
