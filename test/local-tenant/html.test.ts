import { parse } from 'angular-html-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderDemoPage } from '../../scripts/demo/render-demo-page.ts'
import { printable, printableLine } from '../../scripts/ground/printing/printable.ts'
import { renderControlPage } from '../../scripts/local-tenant/control/render-control-page.ts'
import { html, htmlOfLibrary, NOTHING, shownText } from '../../scripts/local-tenant/html.ts'
import { renderPage } from '../../scripts/local-tenant/oidc/endpoints/pages.ts'
import type { HttpContext } from '../../scripts/local-tenant/oidc/front.ts'
import { aRun } from '../builders/a-run.ts'
import { HIDDEN, hostileText } from '../builders/hostile-text.ts'

const run = aRun('html', 1000)

type Parsed = ReturnType<typeof parse>['rootNodes'][number]
type Page = { shape: unknown; texts: readonly string[]; attributes: readonly string[] }

/** What a page is made of, as nested lists, without its texts and values. */
function readPage(text: string): Page {
  const texts: string[] = []
  const attributes: string[] = []
  const shapeOf = (node: Parsed): unknown => {
    if (node.kind === 'element') {
      const { name, attrs, children } = node
      for (const { value } of attrs) attributes.push(value)
      // The parser may cut a text in two; where none is, there could be one.
      const own = children.flatMap((child) => (child.kind === 'text' ? [child.value] : []))
      texts.push(own.join(''), ...own)
      return [name, attrs.map((one) => one.name), children.map(shapeOf).filter((one) => one !== '')]
    }
    if (node.kind !== 'text') return node.kind
    return ''
  }
  const { rootNodes, errors } = parse(text)
  expect(errors).toEqual([])
  return { shape: rootNodes.map(shapeOf), texts, attributes }
}

const five = fc.array(hostileText, { minLength: 5, maxLength: 5 })
const PLAIN = ['a', 'b', 'c', 'd', 'e']

describe('whatever is put into a page', () => {
  const page = ([a = '', b = '', c = '', d = '', e = '']: readonly string[]): string =>
    `${html`<title>${a}</title><p id="id-${b}" title="${c}"><b>${d}</b></p>
<ul>${[html`<li>${e}</li>`, html`<li>${a}</li>`]}</ul><pre>${b}</pre>
<textarea>${c}</textarea><a href="/u/${d}">x</a><input value="${e}" ${NOTHING}>`}`

  test('leaves the page what it is, is shown whole, and goes with a form as it is', () => {
    const plain = readPage(page(PLAIN))
    fc.assert(
      fc.property(five, (values) => {
        const text = page(values)
        const { shape, texts, attributes } = readPage(text)
        const [a = '', b = '', c = '', d = '', e = ''] = values
        expect(shape).toEqual(plain.shape)
        const shown = [a, d, e, a, b, c].map(shownText).filter((one) => one !== '')
        expect(shown.filter((one) => !texts.includes(one))).toEqual([])
        const kept = [`id-${b}`, c, `/u/${d}`, e].map((one) => one.replaceAll('\0', ''))
        expect(attributes).toEqual(kept)
        expect(HIDDEN.exec(texts.join(''))).toBe(null)
      }),
      run,
    )
  })

  test.each([
    'javascript:x',
    '//x.example',
    '/\\x.example',
    'data:text/html,x',
    ' javascript:x',
    '',
  ])('no address of it runs or leads away unseen: %j', (address) => {
    expect(`${html`<a href="${address}">x</a>`}`).toBe('<a href="about:invalid">x</a>')
  })

  test.each<[string, () => unknown]>([
    ['a tag', () => html`<p ${'x'}>`],
    ['an attribute without quotes', () => html`<p title=${'x'}>`],
    ['an attribute in single quotes', () => html`<p title='${'x'}'>`],
    ['a script', () => html`<script>${'x'}</script>`],
    ['a style', () => html`<p></p><style>a{}${'x'}</style>`],
  ])('cannot stand in %s', (_where, make) => {
    expect(make).toThrow()
  })

  test('is written out as in a terminal', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        // A terminal leaves tabs; there, not here, a CI listens.
        // A mark behind a tab has nothing to stand on, so the tab is replaced after the marks.
        const withoutTabs = printable(text).replaceAll('\t', '\\u0009')
        expect(printableLine(shownText(text))).toBe(printableLine(withoutTabs))
      }),
      { ...run, examples: [['\t\u0301'], ['\t::name::']] },
    )
  })
})

test('what is HTML already stays what it is', () => {
  const form = htmlOfLibrary('<form id="x"></form>')
  expect(`${html`<p>${form}</p>${undefined}`}`).toBe('<p><form id="x"></form></p>')
})

describe('our pages', () => {
  const doorPage = ([a = '', b = '']: readonly string[]): string => {
    const ctx = { set: () => {} } as unknown as HttpContext
    renderPage(ctx, a, html`<p>${b}</p>`)
    return String(ctx.body)
  }
  const demoPage = ([a = '', b = '', c = '', d = '', e = '']: readonly string[]): string => {
    const organizations = [{ id: a, name: b, displayName: c }]
    const openReference = (reference: string): string => `${e} ${reference}`
    const demo = { name: d, organizations, withoutOrganization: true, openReference }
    const notice = { kind: 'refused', refusal: { code: a, message: e, reference: b } }
    const signedIn = { claims: { sub: a, name: c, org_id: a, [`x${d}`]: e }, refreshToken: null }
    const pageOf = (session: object): string =>
      `${renderDemoPage(
        demo as unknown as Parameters<typeof renderDemoPage>[0],
        session as Parameters<typeof renderDemoPage>[1],
        notice as Parameters<typeof renderDemoPage>[2],
      )}`
    return pageOf({}) + pageOf({ signedIn })
  }

  test.each<[string, (texts: readonly string[]) => string]>([
    ['of a door', doorPage],
    ['of the demo application', demoPage],
    ['of the control port', ([a = '']) => renderControlPage(a)],
  ])('%s is the same page whatever the names are', (_whose, page) => {
    const plain = readPage(page(PLAIN))
    fc.assert(
      fc.property(five, (texts) => {
        const { shape, texts: shown } = readPage(page(texts))
        expect([shape, HIDDEN.exec(shown.join(''))]).toEqual([plain.shape, null])
      }),
      { ...run, numRuns: 100 },
    )
  })
})
