import { expect, test } from 'vitest'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { aTheme } from '../../gateway/a-theme.ts'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { outcomeOf } from './call-as-sdk.ts'

const tenant = aRestoredTenant()
const { call } = tenant

const THEMES = '/branding/themes'
const TEMPLATES = '/branding/phone/templates'

test('the first theme is the default; without one there is none', async () => {
  const before = outcomeOf(await call('GET', `${THEMES}/default`))
  const { body: made } = await call('POST', THEMES, aTheme)
  await call('POST', THEMES, { ...aTheme, displayName: 'another' })
  const { body: shown } = await call('GET', `${THEMES}/default`)
  const place = `${THEMES}/${made.themeId}`
  const { body: changed } = await call('PATCH', place, { ...aTheme, displayName: 'changed' })
  const { body: after } = await call('GET', `${THEMES}/default`)
  await call('DELETE', place)
  const { body: next } = await call('GET', `${THEMES}/default`)
  expect([before, shown, changed, after, next.displayName]).toEqual([
    'theme_not_found',
    made,
    { ...made, displayName: 'changed' },
    changed,
    'another',
  ])
})

test.each<[string, (whole: JsonObject) => object]>([
  [
    'a colour that is none',
    (whole) => ({ ...whole, colors: { ...(whole.colors as JsonObject), error: 1 } }),
  ],
  ['without colours', ({ colors: _colors, ...rest }) => rest],
  ['with what Auth0 does not know', (whole) => ({ ...whole, nobody_knows: 1 })],
])('a theme with %s is refused', async (_what, differ) => {
  expect([
    outcomeOf(await call('POST', THEMES, differ(aTheme))),
    outcomeOf(await call('GET', `${THEMES}/default`)),
  ]).toEqual(['invalid_body', 'theme_not_found'])
})

test('the texts of a template of telephone messages are reset, and nothing else of it', async () => {
  const { body } = await call('POST', TEMPLATES, {
    type: 'otp_verify',
    disabled: true,
    content: { syntax: 'liquid', from: '+15550100', body: { text: 'own', voice: 'own' } },
  })
  const place = `${TEMPLATES}/${body.id}`
  const { body: reset } = await call('PATCH', `${place}/reset`)
  expect(reset).toEqual({ ...body, content: { syntax: 'liquid', body: {} } })
  expect((await call('GET', place)).body).toEqual(reset)
  expect(outcomeOf(await call('PATCH', `${TEMPLATES}/tem_none/reset`))).toBe(
    'inexistent_phone_template',
  )
})

test('a change of looks goes into what is there, not over it', async () => {
  await call('PATCH', '/branding', {
    colors: { primary: '#112233' },
    logo_url: 'https://a.example/',
  })
  await call('PATCH', '/branding', { colors: { page_background: '#ffffff' } })
  expect((await call('GET', '/branding')).body).toEqual({
    colors: { primary: '#112233', page_background: '#ffffff' },
    logo_url: 'https://a.example/',
  })
})
