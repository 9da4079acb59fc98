import type { Tenant } from '../../store.ts'

/**
 * How Auth0 matches languages beyond this is not documented.
 * @fact `event.transaction.locale` is the first language asked for that the tenant has
 * (`enabled_locales`), else the tenant's first. `ui_locales` are asked before the browser's
 * languages. A language without the region serves one with it. (Auth0 docs, post-login event object
 * and Universal Login internationalization; read 2026-11-28)
 */
export function chooseLocale(
  tenant: Tenant,
  uiLocales: readonly string[],
  acceptLanguage: string,
): string {
  const { enabled_locales } = tenant.state.settings.get('tenant-settings') ?? {}
  const enabled = (Array.isArray(enabled_locales) ? enabled_locales : []).map(String)
  for (const asked of [...uiLocales, ...readAcceptLanguage(acceptLanguage)]) {
    const tags = [asked, asked.split('-')[0] ?? ''].map((tag) => tag.toLowerCase())
    const found = tags.flatMap((tag) => enabled.find((one) => one.toLowerCase() === tag) ?? [])
    if (found[0] !== undefined) return found[0]
  }
  return enabled[0] ?? 'en'
}

/** Most wanted first (RFC 9110, section 12.5.4). */
function readAcceptLanguage(header: string): string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2)
      return { tag, weight: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, weight }) => tag !== '' && tag !== '*' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag)
}
