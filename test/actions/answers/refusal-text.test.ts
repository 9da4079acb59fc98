import { describe, expect, test } from 'vitest'
import { messageIn, readLanguage, renderRefusal } from '../../../actions/answers/refusal-text.ts'
import { publicCodeOf } from '../../../policies/policy.ts'
import { REASONS, type Reason } from '../../../policies/reasons.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { readRefusal } from '../../builders/read-refusal.ts'
import { aKeyring } from '../../builders/test-keys.ts'

const { messages } = aRulebook()
const render = (reason: Reason, keyring: Parameters<typeof renderRefusal>[1]): string =>
  renderRefusal({ reason, policy: 'email-lock', atMs: NOON_MS }, keyring, messages, '')

test.each(Object.keys(REASONS) as Reason[])('#66 %s is told as its public code only', (reason) => {
  const text = render(reason, aKeyring())
  const code = publicCodeOf(reason)
  expect(readRefusal(text)).toEqual({
    code,
    message: messages[code].default,
    reference: { reason, policy: 'email-lock', atMs: NOON_MS },
  })
  expect(text).not.toContain(reason)
  expect(text).not.toContain('email-lock')
})

test('without a key there is no reference', () => {
  expect(render('CONFIG_INVALID', null)).toBe('OG_ADMIN: Ask your administrator. (reference none)')
})

describe('the language of a message', () => {
  const message = { default: 'Hello', de: 'Hallo', 'pt-br': 'Oi' }
  test.each<[string, string, string]>([
    ['none', '', 'Hello'],
    ['one there is', 'de', 'Hallo'],
    ['one of a region', 'de-AT', 'Hallo'],
    ['a region there is', 'pt-BR', 'Oi'],
    ['another region of it', 'pt-PT', 'Hello'],
    ['one there is not', 'fr', 'Hello'],
    ['what every object knows', 'constructor', 'Hello'],
    ['__proto__', '__proto__', 'Hello'],
  ])('%s', (_what, language, text) => {
    expect(messageIn(message, language)).toBe(text)
  })

  test.each<[string, object, string]>([
    ['nothing is said', {}, ''],
    ['the transaction says', { transaction: { locale: 'de' }, request: { language: 'fr' } }, 'de'],
    ['the browser says', { request: { language: 'fr-CH, de;q=0.9' } }, 'fr-CH'],
    ['the browser says with a weight', { request: { language: 'fr;q=0.5' } }, 'fr'],
    ['the browser says with spaces', { request: { language: ' fr , de' } }, 'fr'],
    [
      'something of a wrong type',
      { transaction: { locale: 7 }, request: { language: ['fr'] } },
      '',
    ],
  ])('%s', (_what, event, language) => {
    expect(readLanguage(event)).toBe(language)
  })
})
