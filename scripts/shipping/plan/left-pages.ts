import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listRenderers } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type JsonObject, listOf, objectsIn, textOf } from '../../ground/json-value.ts'
import { ifShown } from './if-shown.ts'

/** Settings of the tenant that hold a page, by the name that git has for it. */
const PAGES: Readonly<Record<string, string>> = {
  error_page: 'error_page',
  guardian_multifactor: 'guardian_mfa_page',
  password_reset: 'change_password',
}

/**
 * @fact Pages, mail templates and partials of these names are what the Deploy CLI knows; it deletes none of them,
 * and no renderer of a screen. (auth0-deploy-cli 8.44.0, lib/tools/constants.js, handlers/pages.js,
 * handlers/prompts.js; read 2026-12-03)
 */
const MAILS = [
  'verify_email',
  'verify_email_by_code',
  'reset_email',
  'reset_email_by_code',
  'welcome_email',
  'blocked_account',
  'stolen_credentials',
  'enrollment_email',
  'mfa_oob_code',
  'change_password',
  'password_reset',
  'user_invitation',
  'async_approval',
]
const PARTIALS = [
  'login',
  'login-id',
  'login-password',
  'login-passwordless',
  'passkeys',
  'signup',
  'signup-id',
  'signup-password',
]

/**
 * What people see in place of Auth0's own, in the tenant and not in git, of types that git speaks of: a note for
 * each, because no deploy takes it away and nobody compares it.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export async function leftPages(
  assets: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const { pages, emailTemplates: mails, prompts } = assets
  const left = [
    ...(Array.isArray(pages) ? await pagesBeside(namesIn(pages, 'name'), tenant) : []),
    ...(Array.isArray(mails) ? await mailsBeside(namesIn(mails, 'template'), tenant) : []),
    ...(isObject(prompts) ? await partialsBeside(prompts, tenant) : []),
    ...(isObject(prompts) ? await renderersBeside(prompts, tenant) : []),
  ]
  return left.map(
    (what) =>
      `${what}: in the tenant and not in git; no deploy removes it, and it is ${NOT_COMPARED}`,
  )
}

const namesIn = (items: unknown, member: string): readonly string[] =>
  objectsIn(items).map((one) => textOf(one[member]))

async function pagesBeside(
  inGit: readonly string[],
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const settings = (await tenant.before('/tenants/settings')) ?? {}
  const query = { page: '0', per_page: '100', include_totals: 'true', is_global: 'true' }
  // The login page is in the client that stands for all.
  const login = (await tenant.list('/clients', query)).some(
    (one) => one.custom_login_page_on === true && textOf(one.custom_login_page) !== '',
  )
  const there = Object.keys(PAGES).filter((name) => isShown(settings[PAGES[name] ?? '']))
  return [...(login ? ['login'] : []), ...there]
    .filter((name) => !inGit.includes(name))
    .map((name) => `pages/${name}`)
}

const isShown = (page: unknown): boolean =>
  isObject(page) && page.enabled !== false && (textOf(page.html) || textOf(page.url)) !== ''

async function mailsBeside(
  inGit: readonly string[],
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const found = MAILS.filter((name) => !inGit.includes(name)).map(async (name) => {
    const one = await shownAt(`/email-templates/${name}`, tenant)
    return one === null || one.enabled === false ? [] : [`emailTemplates/${name}`]
  })
  return (await Promise.all(found)).flat()
}

async function partialsBeside(
  { partials }: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const inGit = Object.keys(isObject(partials) ? partials : {})
  const found = PARTIALS.filter((name) => !inGit.includes(name)).map(async (name) => {
    const one = await shownAt(`/prompts/${name}/partials`, tenant)
    return Object.keys(one ?? {}).length === 0 ? [] : [`prompts/partials of ${name}`]
  })
  return (await Promise.all(found)).flat()
}

const shownAt = (path: string, tenant: VirtualTenant): Promise<JsonObject | null> =>
  ifShown(tenant.before(path), null)

/** Also with none of its own page, a screen may be given tags for its head. */
async function renderersBeside(
  { screenRenderers: wanted }: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const inGit = objectsIn(wanted).map(screenOf)
  const renderers = await ifShown(listRenderers(tenant), [])
  return renderers
    .filter(({ rendering_mode: mode, head_tags: tags }) => mode === 'advanced' || !isEmpty(tags))
    .map(screenOf)
    .filter((name) => !inGit.includes(name))
    .map((name) => `prompts/rendering of ${name}`)
}

const screenOf = ({ prompt, screen }: JsonObject): string => `${textOf(prompt)}/${textOf(screen)}`

const isEmpty = (list: unknown): boolean => listOf(list).length === 0
