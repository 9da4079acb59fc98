import type { Browser, Page } from './browser.ts'

/**
 * A person at an identity provider's page, which the tenant has sent them to.
 * @param page that the browser left the tenant with
 * @returns where the tenant sends them next, or the provider's page again if it knows them not
 */
export async function signInUpstream(
  browser: Browser,
  page: Page,
  person: { readonly identifier: string; readonly password: string },
): Promise<Page> {
  const { identifier, password } = person
  const answer = await browser.submit(await browser.visit(page.url), { identifier, password })
  return answer.left ? browser.visit(answer.url) : answer
}
