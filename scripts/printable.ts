/** Control and format characters, line and paragraph separators; the ends of lines and tabs may stay. */
const HIDING = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * The text with every character that could hide or forge what a terminal, or a page of Markdown,
 * shows, written out as JSON does it, so that JSON keeps its meaning. Why: names and code come from
 * the tenant, and whoever changed them there must not decide what a plan looks like.
 */
export const printable = (text: string): string =>
  text.replace(HIDING, (sign) =>
    [...Array(sign.length).keys()]
      .map((unit) => `\\u${sign.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  )
