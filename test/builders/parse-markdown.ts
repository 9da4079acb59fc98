import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export type Node = {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

/** As GitHub reads it, for all that a parser knows of that. */
export const parseMarkdown = (text: string): Node =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

/** What a page is made of, as nested lists; what stands in code is left out, and given apart. */
export function readPage(text: string): { shape: unknown; codes: readonly string[] } {
  const codes: string[] = []
  const shapeOf = ({ type, value, children }: Node): unknown => {
    if (type === 'inlineCode' || type === 'code') {
      codes.push(value ?? '')
      return type
    }
    return children === undefined ? [type, value] : [type, children.map(shapeOf)]
  }
  return { shape: shapeOf(parseMarkdown(text)), codes }
}
