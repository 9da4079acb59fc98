import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { factsIn } from '../../scripts/facts/facts-in.ts'
import { readFacts } from '../../scripts/facts/read-facts.ts'
import { FACTS_PAGE, renderFactsPage } from '../../scripts/facts/render-facts-page.ts'
import { SWITCHES } from '../../scripts/local-tenant/switches.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { isCode, readCheckout } from './source-file.ts'

test('every citation in the repository has the one form', () => {
  const files = readCheckout().filter(isCode)
  expect(files.flatMap(({ path, text }) => factsIn(path, text).misshapen)).toEqual([])
})

test('every switch that a fact names is one', () => {
  const named = readFacts(ROOT).flatMap(({ switchName }) => (switchName === '' ? [] : [switchName]))
  expect(named.filter((name) => !Object.hasOwn(SWITCHES, name))).toEqual([])
})

test('the page is up to date (`npm run schema`)', async () => {
  expect(await readFile(join(ROOT, FACTS_PAGE), 'utf8')).toBe(renderFactsPage(ROOT))
})
