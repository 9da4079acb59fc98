import { describe, expect, test } from 'vitest'
import { LONGEST_LOG_LINE, renderLogLine } from '../../../actions/answers/log-line.ts'
import type { PolicyId } from '../../../policies/catalogue.ts'
import type { Decision } from '../../../policies/decide.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import type { CommonFacts } from '../../../policies/policy.ts'
import { POLICY_NUMBERS, REASONS, type Reason } from '../../../policies/reasons.ts'
import { inOrganization } from '../../builders/a-login.ts'
import { ACME, MEMBERS, PORTAL } from '../../builders/ids.ts'

const allowed: Decision = {
  outcome: 'allow',
  lock: null,
  expiresAtMs: null,
  monitored: [],
  verdicts: [],
  breakGlass: false,
}
const denied: Decision = {
  outcome: 'deny',
  reason: 'EMAIL_DRIFT',
  policy: 'email-lock',
  monitored: [],
  verdicts: [],
  breakGlass: false,
}
const POLICIES = Object.keys(POLICY_NUMBERS) as PolicyId[]
const ALL_REASONS = Object.keys(REASONS) as Reason[]

const render = (
  decision: Decision,
  organization: OrganizationContext = inOrganization(ACME),
  door = 'sign-in',
  requestedModes: CommonFacts['requestedModes'] = [],
): string =>
  renderLogLine(
    decision,
    door,
    {
      scope: { application: PORTAL, organization, identitySource: MEMBERS },
      requestedModes,
    },
    '0123abcd',
  )

describe('a line', () => {
  const monitored = [{ policy: 'email-lock', reason: 'LOCK_MISSING' }] as const
  test.each<[string, string, string]>([
    ['an admitted login', render(allowed), `og allow door=sign-in org=${ACME} rulebook=0123abcd`],
    [
      'a refused login',
      render(denied),
      `og deny EMAIL_DRIFT by email-lock door=sign-in org=${ACME} rulebook=0123abcd`,
    ],
    [
      'a login that has to begin again',
      render({ ...denied, outcome: 'reauth' }),
      `og reauth EMAIL_DRIFT by email-lock door=sign-in org=${ACME} rulebook=0123abcd`,
    ],
    [
      'a login without organization',
      render(allowed, { kind: 'none' }),
      'og allow door=sign-in org=none rulebook=0123abcd',
    ],
    [
      'a login of an unknown organization',
      render(allowed, { kind: 'unknown' }, 'refresh'),
      'og allow door=refresh org=unknown rulebook=0123abcd',
    ],
    [
      'modes that can be read',
      render(allowed, inOrganization(ACME), 'sign-in', [{}, { membership: 'enforce' }]),
      `og allow door=sign-in org=${ACME} rulebook=0123abcd`,
    ],
    [
      'modes that cannot be read',
      render(allowed, inOrganization(ACME), 'machine', [{}, null]),
      `og allow MODES_UNREADABLE door=machine org=${ACME} rulebook=0123abcd`,
    ],
    [
      'such modes and a break-glass identity',
      render({ ...denied, breakGlass: true }, inOrganization(ACME), 'sign-in', [null, null]),
      `og deny EMAIL_DRIFT by email-lock BREAK_GLASS MODES_UNREADABLE door=sign-in org=${ACME} rulebook=0123abcd`,
    ],
    [
      'what a monitored policy would have done',
      render({ ...allowed, monitored }),
      `og allow door=sign-in org=${ACME} rulebook=0123abcd would=email-lock:LOCK_MISSING`,
    ],
    [
      'beside a refusal',
      render({
        ...denied,
        monitored: [...monitored, { policy: 'membership', reason: 'NOT_MEMBER' }],
      }),
      `og deny EMAIL_DRIFT by email-lock door=sign-in org=${ACME} rulebook=0123abcd would=email-lock:LOCK_MISSING,membership:NOT_MEMBER`,
    ],
  ])('of %s', (_what, line, expected) => {
    expect(line).toBe(expected)
  })

  test.each([
    ['a name', 'acme'],
    ['an address', 'org_ann@acme.example'],
    ['a line break', 'org_abc\nog allow'],
    ['a line break at the end', 'org_abc\n'],
    ['a megabyte', `org_${'a'.repeat(1_000_000)}`],
    ['33 characters', `org_${'a'.repeat(33)}`],
    ['nothing after the prefix', 'org_'],
    ['something before the prefix', 'xorg_abc'],
  ])('never shows %s as an organization', (_what, id) => {
    expect(render(allowed, inOrganization(id))).toBe(
      'og allow door=sign-in org=unprintable rulebook=0123abcd',
    )
  })
})

test('a line of 256 characters is whole, a longer one is not', () => {
  const monitored = [{ policy: 'email-lock', reason: 'LOCK_MISSING' }] as const
  const lineAt = (door: string): string =>
    render({ ...allowed, monitored }, inOrganization(ACME), door)
  const longest = 'd'.repeat(LONGEST_LOG_LINE - lineAt('').length)
  expect(lineAt(longest)).toMatch(/^.{226} would=email-lock:LOCK_MISSING$/)
  expect(lineAt(`${longest}d`)).toMatch(/^.{227} would=\+1$/)
})

describe(`never more than ${LONGEST_LOG_LINE} characters`, () => {
  const longest = (what: readonly string[]): number => Math.max(...what.map((text) => text.length))
  const monitored = (count: number): Decision['monitored'] =>
    Array.from({ length: count }, (_, index) => ({
      policy: POLICIES[index % POLICIES.length] ?? 'membership',
      reason: ALL_REASONS.toSorted((a, b) => b.length - a.length)[index % 3] ?? 'NOT_MEMBER',
    }))
  const longOrganization = inOrganization(`org_${'a'.repeat(32)}`)

  test('for every reason of every policy and every number of monitored ones', () => {
    const lines = ALL_REASONS.flatMap((reason) =>
      POLICIES.flatMap((policy) =>
        Array.from({ length: POLICIES.length + 1 }, (_, count) =>
          render(
            { ...denied, outcome: 'reauth', reason, policy, monitored: monitored(count) },
            longOrganization,
            'back-channel',
          ),
        ),
      ),
    )
    expect(LONGEST_LOG_LINE).toBe(256)
    expect(longest(lines)).toBeLessThanOrEqual(256)
    expect(longest(lines)).toBeGreaterThan(200)
  })

  test('shows as many as fit and counts the others', () => {
    for (let count = 1; count <= 200; count += 1) {
      const line = render({ ...allowed, monitored: monitored(count) })
      expect(line.length).toBeLessThanOrEqual(256)
      const words = (/ would=(.*)$/.exec(line)?.[1] ?? '').split(',')
      const hidden = Number(/^\+(\d+)$/.exec(words.at(-1) ?? '')?.[1] ?? 0)
      const shown = hidden > 0 ? words.length - 1 : words.length
      expect(shown + hidden).toBe(count)
      expect(shown).toBeGreaterThan(0)
      if (hidden > 0) {
        const next = monitored(count)[shown]
        const withOneMore = line.length + `${next?.policy}:${next?.reason},`.length
        expect(withOneMore).toBeGreaterThan(256)
      }
    }
  })

  test('even when nothing but the count fits', () => {
    const line = render({ ...denied, monitored: monitored(8) }, longOrganization, 'd'.repeat(130))
    expect(line).toMatch(/ would=\+8$/)
    expect(line.length).toBeLessThanOrEqual(256)
  })
})
