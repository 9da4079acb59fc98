import { type Case, json, RULEBOOK, WAIVERS } from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const GLOBEX = 'tenant/organizations/globex.json'
const ACME = 'tenant/organizations/acme.json'

const opened = {
  [GLOBEX]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
}
const FOUND = ['auto_membership', GLOBEX, '"assign_membership_on_login": true'] as const

const waivers = (...list: object[]): string =>
  json({
    waivers: list.map((differences) => ({
      finding: 'auto_membership',
      owner: '@example/identity',
      reason: 'Globex takes in everybody until then',
      expires: '2027-02-01',
      ...differences,
    })),
  })

/** Only the findings that are not waived are listed. */
export const WAIVER_CASES: readonly Case[] = [
  { what: 'nothing waived', changes: opened, found: [FOUND] },
  { what: 'waived everywhere', changes: { ...opened, [WAIVERS]: waivers({}) }, found: [] },
  {
    what: 'waived in this file',
    changes: { ...opened, [WAIVERS]: waivers({ file: GLOBEX }) },
    found: [],
  },
  {
    what: 'waived in another file',
    changes: { ...opened, [WAIVERS]: waivers({ file: ACME }) },
    found: [FOUND, ['waiver_unused', WAIVERS, '"finding"']],
  },
  {
    what: 'waived for another finding',
    changes: { ...opened, [WAIVERS]: waivers({ finding: 'organization_signup_open' }) },
    found: [FOUND, ['waiver_unused', WAIVERS, '"finding"']],
  },
  {
    what: 'waived until today',
    changes: { ...opened, [WAIVERS]: waivers({ expires: '2026-11-23' }) },
    found: [FOUND, ['waiver_expired', WAIVERS, '"expires"']],
  },
  {
    what: 'waived for two more weeks',
    changes: { ...opened, [WAIVERS]: waivers({ expires: '2026-12-07' }) },
    found: [['waiver_expiring', WAIVERS, '"expires"']],
  },
  {
    what: 'waived for a day more',
    changes: { ...opened, [WAIVERS]: waivers({ expires: '2026-12-08' }) },
    found: [],
  },
  {
    what: 'waived for ninety days',
    changes: { ...opened, [WAIVERS]: waivers({ expires: '2027-02-21' }) },
    found: [],
  },
  {
    what: 'waived for longer',
    changes: { ...opened, [WAIVERS]: waivers({ expires: '2027-02-22' }) },
    found: [FOUND, ['waiver_too_long', WAIVERS, '"expires"']],
  },
  {
    what: 'waived for longer than the rulebook lets anything be',
    changes: {
      ...opened,
      [RULEBOOK]: withKeys({ longestAllowanceDays: 30 }),
      [WAIVERS]: waivers({ expires: '2026-12-24' }),
    },
    found: [FOUND, ['waiver_too_long', WAIVERS, '"expires"']],
  },
  {
    what: 'waived for as long as the rulebook lets it be',
    changes: {
      ...opened,
      [RULEBOOK]: withKeys({ longestAllowanceDays: 30 }),
      [WAIVERS]: waivers({ expires: '2026-12-23' }),
    },
    found: [],
  },
  {
    what: 'waived twice',
    changes: { ...opened, [WAIVERS]: waivers({}, { expires: '2027-02-02' }) },
    found: [['waiver_unused', WAIVERS, 10]],
  },
  {
    what: 'a waiver of a waiver',
    changes: { [WAIVERS]: waivers({ finding: 'waiver_expired' }) },
    found: [['waivers_invalid', WAIVERS, '"finding"']],
  },
  { what: 'no waivers file', changes: { [WAIVERS]: null }, found: [] },
]
