import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  blocks,
  code,
  fenced,
  joined,
  markdown,
  prose,
  table,
} from '../../../../scripts/ground/printing/markdown.ts'
import { printable, printableValue } from '../../../../scripts/ground/printing/printable.ts'
import { aRun } from '../../../builders/a-run.ts'
import { HIDDEN, hostileText } from '../../../builders/hostile-text.ts'
import { readPage } from '../../../builders/parse-markdown.ts'

const run = aRun('markdown', 300)

/** Every place in which a value can stand. */
const page = ([a, b, c, d, e, f]: readonly string[]): string => {
  const [one = '', two = '', three = '', four = '', five = '', six = ''] = [a, b, c, d, e, f]
  return `${blocks(
    markdown`### Title ${one} and ${two}`,
    markdown`${three}`,
    markdown`> [!CAUTION]\n> ${one}: ${four}\n> fix: ${five}`,
    table(
      ['', 'what', 'how'],
      [
        [
          prose('update'),
          code(one),
          joined([markdown`${two}`, markdown`to ${six}`], markdown`<br>`),
        ],
        [prose('delete'), code(four), markdown`${five}${three}`],
      ],
    ),
    markdown`<details><summary>shown</summary>`,
    fenced('diff', six),
    markdown`</details>`,
    markdown`- ${four}\n- ${five}`,
    markdown`the end`,
  )}`
}

const inCode = (text: string): string => (text === '' ? '""' : printableValue(text))
const inCell = (text: string): string => inCode(text).replaceAll('\\|', '\\\\u007c')
const inFence = (text: string): string => printable(text).replace(/\n$/, '')

describe('whatever is put into a page', () => {
  const six = fc.array(hostileText, { minLength: 6, maxLength: 6 })
  const plain = readPage(page(['a', 'b', 'c', 'd', 'e', 'f']))

  test('leaves the page what it is, and is shown whole', () => {
    fc.assert(
      fc.property(six, (values) => {
        const { shape, codes } = readPage(page(values))
        expect(shape).toEqual(plain.shape)
        const [a = '', b = '', c = '', d = '', e = '', f = ''] = values
        expect(codes).toEqual([
          ...[a, b, c, a, d, e].map(inCode),
          ...[a, b, f, d, e, c].map(inCell),
          inFence(f),
          ...[d, e].map(inCode),
        ])
      }),
      run,
    )
  })

  test('hides nothing', () => {
    fc.assert(
      fc.property(six, (values) => {
        expect(HIDDEN.exec(page(values))).toBe(null)
      }),
      run,
    )
  })

  test('is told apart from what else could look like it, unless it holds an escape itself', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => !text.includes('\\')),
        hostileText.filter((text) => !text.includes('\\')),
        (one, other) => {
          expect(inCode(one) === inCode(other)).toBe(one === other)
        },
      ),
      run,
    )
  })
})

describe('a sentence of our own', () => {
  test.each<[string, unknown]>([
    ['plain', [['text', 'plain']]],
    ['a `code` b', [['text', 'a '], 'inlineCode', ['text', ' b']]],
    ['*a* _b_ <c> [d](e) f|g ~h~ \\', [['text', '*a* _b_ <c> [d](e) f|g ~h~ \\']]],
    ['an org_id and `half', [['text', 'an org_id and `half']]],
  ])('means what it says: %s', (sentence, shape) => {
    expect(readPage(`${markdown`${prose(sentence)}`}`).shape).toEqual([
      'root',
      [['paragraph', shape]],
    ])
    const cell = readPage(`${table(['x'], [[prose(sentence)]])}`).shape
    expect(cell).toEqual([
      'root',
      [
        [
          'table',
          [
            ['tableRow', [['tableCell', [['text', 'x']]]]],
            ['tableRow', [['tableCell', shape]]],
          ],
        ],
      ],
    ])
  })
})

test.each([
  ['a|b', '`a\\|b`'],
  ['a\\|b', '`a\\\\u007cb`'],
])('a bar in a cell is the same to every parser: %s', (text, written) => {
  expect(code(text).toCell()).toBe(written)
})
