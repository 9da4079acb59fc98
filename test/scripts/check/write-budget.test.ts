import { expect, test } from 'vitest'
import { checkProject } from '../../../scripts/check/check-project.ts'
import { LOCAL, NOW_MS, policies, RULEBOOK } from './a-case.ts'
import { aProject, withKeys } from './a-project.ts'

/** What one is told to write, where 300 people a minute come and 100 may be written. */
async function fixOf(emailLock: object): Promise<readonly string[]> {
  const project = await aProject({
    [LOCAL]: withKeys({ load: { plan: 'professional', signInsInBusiestMinute: 300 } }),
    [RULEBOOK]: policies({ 'email-lock': emailLock }),
  })
  try {
    const { findings } = await checkProject({
      root: project.root,
      environmentNames: ['local'],
      areAllEnvironments: true,
      nowMs: NOW_MS,
      secrets: {},
      demandSecrets: false,
      askDeployCli: null,
    })
    return findings.filter(({ id }) => id === 'spread_too_short').map(({ fix }) => fix)
  } finally {
    await project.remove()
  }
}

const TOO_LATE =
  'lock those who are there before, with `backfill`, or begin earlier or move `cutOver`, so that the days fit'

test.each([
  ['one that begins later keeps its day', '2026-11-30', '2027-06-01', '2026-11-30'],
  ['one that began long ago begins anew', '2026-01-01', '2027-06-01', '2026-11-24'],
  ['one that just fits', '2026-11-24', '2026-12-03', '2026-11-24'],
])('%s', async (_what, from, cutOver, begins) => {
  expect(await fixOf({ spread: { from, days: 0 }, cutOver })).toEqual([
    `write \`"spread": { "from": "${begins}", "days": 9 }\``,
  ])
})

test('where the days do not fit before the cut-over, there is another way', async () => {
  const spread = { from: '2026-11-24', days: 0 }
  expect(await fixOf({ spread, cutOver: '2026-12-02' })).toEqual([TOO_LATE])
})
