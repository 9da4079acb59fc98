import { beforeAll, describe, expect, test } from 'vitest'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { expiryFaults, expiryWarnings } from '../../../scripts/project/rulebook-expiry.ts'
import type { RulebookFile } from '../../../scripts/project/rulebook-file.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { NOON_MS } from '../../builders/noon.ts'

const accountable = { owner: '@platform/identity', reason: 'until the migration is done' }

let committed: RulebookFile
beforeAll(async () => {
  committed = (await loadProject(ROOT, 'local')).rulebook
})

/** The committed rulebook with an exemption for each of the first days, an old domain for the others. */
const rulebook = (exempt: readonly string[], renamed: readonly string[]): RulebookFile => ({
  ...committed,
  exemptions: exempt.map((expires) => ({
    policy: 'email-lock',
    client: 'Reports',
    expires,
    ...accountable,
  })),
  policies: {
    ...committed.policies,
    'email-lock': {
      ...committed.policies['email-lock'],
      equivalentDomains: renamed.map((expires) => ({
        organization: 'acme',
        from: 'old.example.com',
        to: 'acme.example.com',
        expires,
        ...accountable,
      })),
    },
  },
})

const EXEMPTION = 'exemptions.0.expires'
const DOMAIN = 'policies.email-lock.equivalentDomains.0.expires'

// Noon of 2026-11-23; a day begins, and ends an allowance, at midnight UTC.
describe('what has expired is a fault', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['nothing allowed', [], [], []],
    ['an exemption that ended today', ['2026-11-23'], [], [EXEMPTION]],
    ['one that ends tomorrow', ['2026-11-24'], [], []],
    ['an old domain that ended today', [], ['2026-11-23'], [DOMAIN]],
    ['one that counts until tomorrow', [], ['2026-11-24'], []],
    ['both', ['2020-01-01'], ['2020-01-01'], [EXEMPTION, DOMAIN]],
    [
      'the second of two old domains',
      [],
      ['2026-11-24', '2026-11-22'],
      ['policies.email-lock.equivalentDomains.1.expires'],
    ],
  ])('%s', (_what, exempt, renamed, paths) => {
    const faults = expiryFaults(rulebook(exempt, renamed), NOON_MS)
    expect(faults.map(({ code, place }) => [code, place?.path])).toEqual(
      paths.map((path) => ['exemption_expired', path]),
    )
  })

  test.each([
    ['a millisecond before midnight', -1, 0],
    ['at midnight', 0, 1],
  ])('of that day, %s', (_when, afterMidnightMs, count) => {
    const nowMs = Date.UTC(2026, 10, 24) + afterMidnightMs
    expect(expiryFaults(rulebook(['2026-11-24'], []), nowMs)).toHaveLength(count)
  })

  test('that says what was allowed, since when it is not, and what to do', () => {
    const [fault] = expiryFaults(rulebook([], ['2026-11-22']), NOON_MS)
    expect(fault).toMatchObject({
      message: `\`${DOMAIN}\` in \`tenant/rulebook.json\` is not accepted: found \`2026-11-22\`, accepted a day after \`2026-11-23\``,
      fix: 'remove the equivalence of `old.example.com`, or have its owner renew it',
    })
  })
})

// Ninety days after the noon of 2026-11-23 is the noon of 2027-02-21; a year and a day, 2027-11-24.
describe('what ends too far away is a fault', () => {
  test.each<[string, readonly string[], readonly string[], number, readonly string[]]>([
    ['an exemption to the last day', ['2027-02-21'], [], 90, []],
    ['one for a day more', ['2027-02-22'], [], 90, [EXEMPTION]],
    ['one for ever', ['9999-12-31'], [], 90, [EXEMPTION]],
    ['one for a week, where a day is the longest', ['2026-11-30'], [], 1, [EXEMPTION]],
    ['one for a year, where that may be', ['2027-11-24'], [], 366, []],
    ['an old domain for a year', [], ['2027-11-24'], 90, []],
    ['one for a day more than that', [], ['2027-11-25'], 366, [DOMAIN]],
    ['both for ever', ['9999-12-31'], ['9999-12-31'], 90, [EXEMPTION, DOMAIN]],
  ])('%s', (_what, exempt, renamed, longestAllowanceDays, paths) => {
    const faults = expiryFaults({ ...rulebook(exempt, renamed), longestAllowanceDays }, NOON_MS)
    expect(faults.map(({ code, place }) => [code, place?.path])).toEqual(
      paths.map((path) => ['allowance_too_long', path]),
    )
  })

  test('that says which day would do', () => {
    expect(expiryFaults(rulebook(['2028-01-01'], []), NOON_MS)).toMatchObject([
      {
        message: `\`${EXEMPTION}\` in \`tenant/rulebook.json\` is not accepted: found \`2028-01-01\`, accepted no day after \`2027-02-21\`, which is \`90\` days away`,
        fix: 'let the exemption from `email-lock` end by then, and have its owner renew it',
      },
    ])
  })
})

describe('what expires within two weeks is a warning', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      'an old domain in two weeks',
      [],
      ['2026-12-07'],
      [
        'the equivalence of `old.example.com`, owned by `@platform/identity`, expires on `2026-12-07`',
      ],
    ],
    ['an old domain in fifteen days', [], ['2026-12-08'], []],
    [
      'both',
      ['2026-11-24'],
      ['2026-11-24'],
      [
        'the exemption from `email-lock`, owned by `@platform/identity`, expires on `2026-11-24`',
        'the equivalence of `old.example.com`, owned by `@platform/identity`, expires on `2026-11-24`',
      ],
    ],
  ])('%s', (_what, exempt, renamed, warnings) => {
    expect(expiryWarnings(rulebook(exempt, renamed), NOON_MS)).toEqual(warnings)
  })
})
