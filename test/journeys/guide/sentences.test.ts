import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../../../policies/catalogue.ts'
import { MEMBER_OPERATIONS } from '../../../scripts/operating/member-operations.ts'
import { MEMBER_VIEWS } from '../../../scripts/operating/member-views.ts'
import { ROOT } from '../../builders/a-checkout.ts'

/** Rows of the table that a page of ours has below a heading, as cells, without head and rule. */
async function tableBelow(file: string, heading: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(ROOT, file), 'utf8')
  const [, rest = ''] = text.split(`## ${heading}\n`)
  const [section = ''] = rest.split('\n## ')
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

const acted = await tableBelow('docs/administration.md', 'Each sentence of the guide, acted out')
const answered = await tableBelow('README.md', 'The guide to profile management')

/** What the guide asks for; a row that is left out would be missed by nobody else. */
const SENTENCES = [
  'a person may change the address, and to the invited one alone',
  'company mail does not go to a private mailbox',
  'a person changes the address',
  'a person changes telephone and user name',
  'a person takes themselves out, and is forgotten',
  'a password changes by a reset, with the branding of the organization',
  'attributes of an application are the person’s, also where a provider owns the rest',
  'an organization takes out people of its provider',
  'Auth0 asks the provider nothing until its own session ends',
  'social is like enterprise: the provider owns the profile',
  'an organization blocks or takes out people by itself',
  'a help desk corrects profiles and lifts blocks',
  'no customer is given the dashboard of the tenant',
  'members of an organization, and organizations of a member, are listed',
]

test('each sentence of the guide has its journeys', () => {
  expect([...new Set(acted.map(([, sentence]) => sentence))]).toEqual(SENTENCES)
})

describe('the journey is there, and runs wherever the tests do:', () => {
  test.each(acted.map(([, sentence, file, journey]) => [sentence, file, journey]))(
    '%s, %s, %s',
    async (_sentence, file = '', journey = '') => {
      const path = join(ROOT, 'test/journeys', file.replaceAll('`', ''))
      const source = existsSync(path) ? await readFile(path, 'utf8') : ''
      const calls = source
        .split('\n')
        .filter((line) => line.trimStart().startsWith(`test('${journey}'`))
      const skips = source.match(/\.(?:skip|skipIf|runIf|todo|only|fails)\b/g)
      expect([calls.length, skips]).toEqual([1, null])
    },
  )
})

test('the README answers the same parts of the guide', () => {
  const partsOf = (rows: typeof acted) => new Set(rows.map(([part = '']) => part.split(':')[0]))
  expect(partsOf(answered)).toEqual(partsOf(acted))
})

test('what the README names as an answer is there', () => {
  const known = [
    'members',
    ...Object.keys(MEMBER_OPERATIONS),
    ...Object.keys(MEMBER_VIEWS),
    ...CATALOGUE.map(({ id }) => id),
  ]
  const named = answered.flatMap(([, answer = '']) => [...answer.matchAll(/`([^`]+)`/g)])
  const words = named.flatMap(([, code = '']) => code.split(' '))
  expect([words.length > 0, words.filter((word) => !known.includes(word))]).toEqual([true, []])
})
