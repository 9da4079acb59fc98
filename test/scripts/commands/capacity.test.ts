import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { aCheckout } from '../../builders/a-checkout.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'

let checkout: Awaited<ReturnType<typeof aCheckout>>
let run: ReturnType<typeof commandsAt>
beforeAll(async () => {
  checkout = await aCheckout()
  run = commandsAt(checkout.root, {}, () => NOON_MS)
  const hours = {
    few: [30],
    rush: new Array(24).fill(0).with(0, 6_000),
    day: new Array(24).fill(30),
  }
  for (const [name, text] of Object.entries(hours)) {
    writeFileSync(join(checkout.root, `${name}.json`), JSON.stringify(text))
  }
})
afterAll(() => checkout?.discard())

test('the sample rulebook fits a small tenant, and the answer says from which Monday on', async () => {
  const { exit, lines } = await run(['capacity', '--people', '200', '--arrivals', 'day.json'])
  const text = lines.join('\n')
  expect([exit, text]).toEqual([EXIT.ok, expect.stringContaining('200 people, from 2026-11-30 on')])
  expect(text).toContain('spread    0 days')
  expect(text).toContain('`free` is the smallest that carries this')
})

const PLAN = 'enterprise-non-production'

test('it ends otherwise where the rulebook asks for more than the plan lets', async () => {
  const asked = ['--people', '1000', '--arrivals', 'rush.json', '--plan', PLAN, '--json']
  const { exit, lines } = await run(['capacity', ...asked])
  const { isKept, spreadDays, plan, people } = JSON.parse(lines.join(''))
  expect([exit, isKept, plan, people]).toEqual([EXIT.differences, false, PLAN, 1_000])
  expect(spreadDays).toBeGreaterThan(0)
})

test.each([
  ['a file that is not there', ['--arrivals', 'none.json'], 'file_missing'],
  ['hours of neither a day nor a week', ['--arrivals', 'few.json'], 'hours_invalid'],
  ['a plan that there is not', ['--plan', 'gold'], 'option_invalid'],
  ['nobody', ['--people', '0'], 'option_invalid'],
])('%s is refused', async (_what, given, code) => {
  const ran = await run(['capacity', ...given])
  expect([ran.exit, faultCodesOf(ran)]).toEqual([EXIT.input, [code]])
})
