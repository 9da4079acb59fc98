import { printableLine, writtenOut } from './printable.ts'

/**
 * A message that stays plain text. What would begin a link or a place is written out, which no
 * reader takes for either, whether it knows the escapes of the standard or not, or reads Markdown (`<a:b>`).
 * @fact A plain text message of SARIF has links, `[text](1)`, and places to fill in, `{0}`. (OASIS
 * SARIF 2.1.0, 3.11.5 and 3.11.6; read 2026-11-28)
 */
export const sarifText = (text: string): string =>
  printableLine(text).replace(
    /(?<=\])\(|\{(?=\d+\})|<(?=[a-z][a-z\d+.-]+:|[^\s<>@]+@)/gi,
    writtenOut,
  )

/** A path of the checkout, relative to its root, as a URI without scheme, query and fragment. */
export const sarifUri = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encoded)
    .join('/')

const encoded = (segment: string): string =>
  encodeURIComponent(segment).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
