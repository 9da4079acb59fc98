import { beforeAll, expect, test } from 'vitest'
import { chooseLocale } from '../../../scripts/local-tenant/oidc/events/choose-locale.ts'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'
import { createTenant } from './seed-tenant.ts'

let tenant: Tenant
beforeAll(async () => {
  tenant = await createTenant(1)
})

const LOCALES = ['en', 'de', 'fr-FR', 'pt-BR']

test.each<[string, string[], string, string]>([
  ['nothing asked', [], '', 'en'],
  ["the browser's language", [], 'de,en;q=0.7', 'de'],
  ["the browser's, by weight and not by place", [], 'fr-FR;q=0.1, de;q=0.9', 'de'],
  ['the same weight: by place', [], 'fr-FR,de', 'fr-FR'],
  ['a language that the browser refuses', [], 'de;q=0', 'en'],
  ['any language', [], '*', 'en'],
  ['a weight that is no number', [], 'de;q=x,fr-FR;q=0.1', 'fr-FR'],
  ['the region is left away', [], 'de-AT', 'de'],
  ['in other letters', ['PT-br'], '', 'pt-BR'],
  ['a language that the tenant has with a region only', ['fr'], '', 'en'],
  ['the first of several that the tenant has', ['pl', 'de-DE', 'fr-FR'], '', 'de'],
  ['ui_locales before the browser', ['fr-FR'], 'de', 'fr-FR'],
  ['ui_locales that the tenant has not: the browser', ['pl'], 'de', 'de'],
  ['nothing that the tenant has', ['pl'], 'cs', 'en'],
])('%s', (_what, uiLocales, acceptLanguage, locale) => {
  tenant.state.settings.set('tenant-settings', { enabled_locales: LOCALES })
  expect(chooseLocale(tenant, uiLocales, acceptLanguage)).toBe(locale)
})

test.each([
  ['the first of the tenant stands for the rest', ['it', 'de'], 'it'],
  ['a tenant that says nothing speaks English', undefined, 'en'],
])('%s', (_what, enabled_locales, locale) => {
  const settings = enabled_locales === undefined ? {} : { enabled_locales }
  tenant.state.settings.set('tenant-settings', settings)
  expect(chooseLocale(tenant, ['pl'], '')).toBe(locale)
})
