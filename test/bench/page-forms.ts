/** As much of a page as the local tenant writes: the bench measures the tenant, and not an HTML parser. */

export type Fields = Record<string, string>
export type Form = { action: string; method: string; fields: Fields }

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#13;': '\r',
  '&#10;': '\n',
}

/** The forms of a page, with what their fields hold. */
export function readForms(body: string): Form[] {
  return [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, tag = '', inner = '']) => {
      const { action = '', method = 'get' } = attributesOf(tag)
      const fields: Fields = {}
      for (const [, input = ''] of inner.matchAll(/<input\b([^>]*)>/gi)) {
        const { name, value = '' } = attributesOf(input)
        if (name !== undefined) fields[name] = value
      }
      return { action, method: method.toLowerCase(), fields }
    },
  )
}

function attributesOf(tag: string): Fields {
  const found = tag.matchAll(/([\w-]+)="([^"]*)"/g)
  return Object.fromEntries(
    [...found].map(([, name = '', value = '']) => [name, unescapeText(value)]),
  )
}

const unescapeText = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39|#13|#10);/g, (entity) => ENTITIES[entity] ?? entity)
