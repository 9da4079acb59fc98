/** Nominal, so that a plain string is no HTML and cannot become a part of it. */
class FinishedHtml {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** HTML that is well formed whatever was put into it. */
export type Html = FinishedHtml

type Value = Html | readonly Html[] | string | undefined

/**
 * A template tag: the template is HTML, every string that is put in becomes text, or the value of an
 * attribute in double quotes. There is no other place for one.
 * @throws Error for a string in a script, a style, or a tag outside of quotes
 */
export function html(words: TemplateStringsArray, ...values: readonly Value[]): Html {
  let own = words[0] ?? ''
  let text = own
  values.forEach((value, index) => {
    text += typeof value === 'string' ? escaped(value, own) : `${joinHtml(listOf(value))}`
    own += words[index + 1] ?? ''
    text += words[index + 1] ?? ''
  })
  return new FinishedHtml(text)
}

const listOf = (value: Html | readonly Html[] | undefined): readonly Html[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Html]

export const NOTHING: Html = new FinishedHtml('')

export const joinHtml = (parts: readonly Html[], between = '\n'): Html =>
  new FinishedHtml(parts.join(between))

/** What a library made that escapes for itself, such as the forms of oidc-provider. */
export const htmlOfLibrary = (text: string): Html => new FinishedHtml(text)

/** @param own what of our own stands before the value */
function escaped(value: string, own: string): string {
  const tag = /<[^<>]*$/.exec(own)?.[0]
  if (tag === undefined) {
    const block = /<(script|style)\b[^>]*>(?!.*<\/\1>)/s.exec(own)?.[1]
    if (block !== undefined) throw new Error(`no text can stand in a ${block}`)
    return entities(shownText(value))
  }
  const attribute = /([\w-]+)="([^"]*)$/.exec(tag)
  if (attribute === null) throw new Error('a value in a tag stands in double quotes')
  const [, name = '', before] = attribute
  return entities(before === '' && ADDRESSES.has(name) ? safeAddress(value) : value)
}

const ADDRESSES: ReadonlySet<string> = new Set(['action', 'formaction', 'href', 'src'])

/** Nothing that runs: a path here, or an address that is not of a script. */
const safeAddress = (address: string): string =>
  /^(\/(?![/\\])|https?:\/\/)/.test(address) ? address : 'about:invalid'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Parsers make one end of a line of any, and something else of nothing.
  '\r': '&#13;',
  '\n': '&#10;',
  '\0': '',
}

const entities = (text: string): string =>
  text.replace(/[&<>"'\r\n\0]/g, (sign) => ENTITIES[sign] ?? '')

/**
 * Text with what hides or forges what is shown written out. Names come from whoever may name a
 * client, an organization or a connection, or write to a tenant's profile.
 */
export const shownText = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<!\S)\p{M}|(?<=\p{M}{4})\p{M}/gu,
    (sign) =>
      [...Array(sign.length).keys()]
        .map((unit) => `\\u${sign.charCodeAt(unit).toString(16).padStart(4, '0')}`)
        .join(''),
  )
