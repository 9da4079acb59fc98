/**
 * Characters that hide or forge what is shown: controls, format characters (bidirectional and of no
 * width among them), separators of lines, halves of pairs, and whatever Unicode lets fonts leave out;
 * marks that have nothing to stand on, or that are piled up until they cover other lines. The ends of
 * lines and tabs may stay.
 */
const HIDING =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<!\S)\p{M}|(?<=\p{M}{4})\p{M}/gu

/**
 * Text of several lines with every character that could hide or forge what is shown written out as
 * JSON does it (`\u202e`), so that JSON keeps its meaning. Why: names and code come from a tenant or
 * from a pull request, and whoever changed them there must not decide what a plan looks like.
 */
export const printable = (text: string): string => text.replace(HIDING, writtenOut)

/**
 * What a CI takes for a command to itself. A name must not fold, mask or mark what reviewers read.
 * @fact `::name::` at the beginning of a line is a command to GitHub; `##[name]`, `##vso[name]` and
 * `##teamcity[name]` are commands anywhere in a line. (GitHub docs, workflow commands; Microsoft
 * docs, logging commands; JetBrains docs, service messages; read 2026-11-28)
 */
const COMMAND = /(?<=^\s*):(?=:)|#(?=#\w*\[)/g

/**
 * The same for what is one line, or the beginning of one: the ends of lines are written out too, and
 * what would be a command to a CI.
 */
export const printableLine = (text: string): string =>
  printable(text).replaceAll('\n', writtenOut).replace(COMMAND, writtenOut)

/**
 * The same for what is one value among others: tabs, and spaces that would set apart what belongs
 * together, are written out too.
 */
export const printableValue = (text: string): string =>
  printableLine(text).replace(/\t|(?<=^|\p{Zs}|\t)\p{Zs}|\p{Zs}$/gu, writtenOut)

/** Every UTF-16 unit of a text as JSON writes it. */
export const writtenOut = (text: string): string =>
  [...Array(text.length).keys()]
    .map((unit) => `\\u${text.charCodeAt(unit).toString(16).padStart(4, '0')}`)
    .join('')
