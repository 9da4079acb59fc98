import { type Case, LOCAL, policies, RULEBOOK } from '../a-case.ts'
import { withKeys } from '../a-project.ts'

const load = (differences: object = {}) =>
  withKeys({ load: { plan: 'professional', signInsInBusiestMinute: 300, ...differences } })
const lock = (differences: object) => policies({ 'email-lock': differences })
const over = (days: number) => ({ spread: { from: '2026-11-30', days } })

/** Whether records may be written as fast as people come. */
export const LOAD_CASES: readonly Case[] = [
  {
    what: 'everybody is locked at once, and the plan lets fewer be written',
    changes: { [LOCAL]: load(), [RULEBOOK]: lock(over(0)) },
    found: [['spread_too_short', RULEBOOK, '"spread"']],
  },
  {
    what: 'the same where the rulebook says nothing of a spread',
    changes: { [LOCAL]: load() },
    found: [['spread_too_short', RULEBOOK, '"email-lock"']],
  },
  {
    what: 'a day too few',
    changes: { [LOCAL]: load(), [RULEBOOK]: lock(over(8)) },
    found: [['spread_too_short', RULEBOOK, '"spread"']],
  },
  {
    what: 'days enough',
    changes: { [LOCAL]: load(), [RULEBOOK]: lock(over(9)) },
    found: [],
  },
  {
    what: 'a plan that lets all of them be written',
    changes: { [LOCAL]: load({ plan: 'enterprise' }), [RULEBOOK]: lock(over(0)) },
    found: [],
  },
  {
    what: 'more days than there are before the cut-over',
    changes: {
      [LOCAL]: load({ signInsInBusiestMinute: 3000 }),
      [RULEBOOK]: lock({ ...over(9), cutOver: '2026-12-24' }),
    },
    found: [['spread_too_short', RULEBOOK, '"spread"']],
  },
  {
    what: 'nobody is locked by monitoring',
    changes: { [LOCAL]: load(), [RULEBOOK]: lock({ ...over(0), mode: 'monitor' }) },
    found: [],
  },
  {
    what: 'nor where the environment goes no further',
    changes: {
      [LOCAL]: withKeys({
        ceiling: 'monitor',
        load: { plan: 'professional', signInsInBusiestMinute: 300 },
      }),
      [RULEBOOK]: lock(over(0)),
    },
    found: [],
  },
  {
    what: 'nobody who was there before is locked after the cut-over',
    changes: { [LOCAL]: load(), [RULEBOOK]: lock({ cutOver: '2026-11-23' }) },
    found: [],
  },
]
