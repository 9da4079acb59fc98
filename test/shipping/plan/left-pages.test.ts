import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { leftPages } from '../../../scripts/shipping/plan/left-pages.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const html = '<script src="https://evil.example.net/"></script>'
const { port, asked } = memoryPort({
  '/clients': [
    { client_id: 'all', global: true, custom_login_page_on: true, custom_login_page: html },
  ],
  '/email-templates/reset_email': { template: 'reset_email', body: html, enabled: true },
  '/email-templates/welcome_email': { template: 'welcome_email', body: html, enabled: false },
  '/email-templates/async_approval': () => refusal(403, 'feature_not_enabled', 'no'),
  '/prompts/login/partials': { login: { 'form-content-start': html } },
  '/prompts/signup/partials': {},
  '/prompts/rendering': [
    { prompt: 'login', screen: 'login', rendering_mode: 'advanced' },
    {
      prompt: 'signup',
      screen: 'signup',
      rendering_mode: 'standard',
      head_tags: [{ tag: 'script' }],
    },
    { prompt: 'login-id', screen: 'login-id', rendering_mode: 'standard', head_tags: [] },
  ],
  '/prompts/passkeys/partials': () => refusal(400, 'invalid_body', 'no'),
  '/tenants/settings': {
    change_password: { enabled: true, html },
    error_page: { html: '', url: 'https://evil.example.net/' },
    guardian_mfa_page: { enabled: false, html },
  },
})

test('a tenant without renderers of its own has none', async () => {
  const { port } = memoryPort({
    '/prompts/rendering': () => refusal(403, 'feature_not_enabled', 'no'),
  })
  expect(await leftPages({ prompts: {} }, openVirtualTenant(openSnapshot(port)))).toEqual([])
})

test.each<[string, JsonObject, readonly string[]]>([
  ['no type of them', { clients: [] }, []],
  ['pages', { pages: [] }, ['pages/login', 'pages/error_page', 'pages/password_reset']],
  [
    'some of the pages',
    { pages: [{ name: 'login' }, { name: 'password_reset' }] },
    ['pages/error_page'],
  ],
  ['mails', { emailTemplates: [] }, ['emailTemplates/reset_email']],
  ['the mail', { emailTemplates: [{ template: 'reset_email' }] }, []],
  [
    'prompts',
    { prompts: { identifier_first: true } },
    [
      'prompts/partials of login',
      'prompts/rendering of login/login',
      'prompts/rendering of signup/signup',
    ],
  ],
  [
    'the partial, and one of the renderers',
    {
      prompts: {
        partials: { login: {} },
        screenRenderers: [
          { prompt: 'login', screen: 'login' },
          { prompt: 'signup', screen: 'signup-2' },
        ],
      },
    },
    ['prompts/rendering of signup/signup'],
  ],
])('git speaks of %s', async (_what, assets, left) => {
  asked.length = 0
  expect(await leftPages(assets, openVirtualTenant(openSnapshot(port)))).toEqual(
    left.map(
      (what) =>
        `${what}: in the tenant and not in git; no deploy removes it, and it is not compared`,
    ),
  )
  expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([])
})
