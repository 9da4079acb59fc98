import type { JsonObject } from '../../json-value.ts'

/** An answer that claims success and is not what was asked for. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}

/** A page of the SDK. */
type Page = {
  readonly data: readonly unknown[]
  readonly response: unknown
  hasNextPage(): boolean
  getNextPage(): Promise<Page>
}

/**
 * All items of a list, page by page. An answer without the list is no empty list: what is not seen
 * would be planned away.
 * @throws UnreadableAnswer
 */
export async function collect(pages: Promise<Page>, member: string): Promise<JsonObject[]> {
  const items: JsonObject[] = []
  let page = await pages
  for (;;) {
    const listed = (page.response as Record<string, unknown> | null)?.[member]
    if (!Array.isArray(listed)) throw new UnreadableAnswer(`the answer has no \`${member}\``)
    items.push(...(page.data as JsonObject[]))
    if (!page.hasNextPage()) return items
    page = await page.getNextPage()
  }
}
