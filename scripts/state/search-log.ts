import type { ManagementClient } from 'auth0'

/**
 * @fact A search of the tenant log ends after 1,000 entries. (Auth0 docs, retrieve logs by search;
 * read 2026-11-28)
 */
const PAGES = 10
const PER_PAGE = 100

/** Entries of one type, newest first, as far as the log lets them be found. */
export async function searchLog(
  management: ManagementClient,
  type: string,
): Promise<{ readonly entries: readonly unknown[]; readonly isCut: boolean }> {
  const entries: unknown[] = []
  let page = await management.logs.list({
    search: `type:"${type}"`,
    sort: 'date:-1',
    per_page: PER_PAGE,
    include_totals: true,
  })
  for (let read = 1; ; read += 1) {
    entries.push(...page.data)
    if (!page.hasNextPage() || read === PAGES) break
    page = await page.getNextPage()
  }
  return { entries, isCut: page.hasNextPage() }
}

/** A text of an entry; empty where it is missing or odd. */
export function textAt(entry: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    entry,
  )
  return typeof found === 'string' ? found : ''
}
