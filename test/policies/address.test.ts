import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseAddress, normaliseDomain } from '../../policies/address.ts'

const ANN = {
  kind: 'usable',
  form: 'ann@acme.example',
  domain: 'acme.example',
  isDeceptive: false,
}
const UNACCEPTABLE = { kind: 'unacceptable' }

describe('spellings of the same mailbox', () => {
  test.each([
    ['as it is', 'ann@acme.example'],
    ['#8 capital letters', 'ANN@Acme.EXAMPLE'],
    ['#9 a space behind', 'ann@acme.example '],
    ['#9 white space around', '\t\n ann@acme.example \r\n'],
    ['#9 a no-break space behind', 'ann@acme.example\u00a0'],
    ['an ideographic space before', '\u3000ann@acme.example'],
    ['a line separator behind', 'ann@acme.example\u2028'],
  ])('%s', (_what, text) => {
    expect(normaliseAddress(text)).toEqual(ANN)
  })

  test.each([
    [
      '#11 an international domain in both forms',
      'ann@bücher.example',
      'ann@xn--bcher-kva.example',
    ],
    ['#11 in both forms, in capitals', 'ann@BÜCHER.example', 'ann@XN--BCHER-KVA.EXAMPLE'],
    ['a domain composed and decomposed', 'ann@b\u00fccher.example', 'ann@bu\u0308cher.example'],
    ['a name composed and decomposed', 'j\u00fcrgen@acme.example', 'ju\u0308rgen@acme.example'],
    ['a name in capitals, decomposed', 'JU\u0308RGEN@acme.example', 'jürgen@acme.example'],
    ['a Turkish domain in capitals', 'ann@İzmir.example', 'ann@i\u0307zmir.example'],
    ['a Greek domain in capitals', 'ann@ΣΑΝ.example', 'ann@σαν.example'],
    ['a Japanese domain in both forms', 'ann@例え.example', 'ann@xn--r8jz45g.example'],
  ])('%s', (_what, left, right) => {
    expect(normaliseAddress(left)).toEqual(normaliseAddress(right))
    expect(normaliseAddress(left)).toMatchObject({ kind: 'usable' })
  })
})

describe('spellings of different mailboxes', () => {
  test.each([
    ['#12 a plus tag', 'ann+x@acme.example', 'ann@acme.example'],
    ['#12 a dot in the name', 'a.nn@acme.example', 'ann@acme.example'],
    ['a subdomain', 'ann@eu.acme.example', 'ann@acme.example'],
    ['a longer top-level domain', 'ann@acme.example.org', 'ann@acme.example'],
    ['a hyphen', 'ann@ac-me.example', 'ann@acme.example'],
    ['a full-width letter in the name', 'ａnn@acme.example', 'ann@acme.example'],
    ['an umlaut written out', 'juergen@acme.example', 'jürgen@acme.example'],
    ['a domain wholly in Cyrillic', 'ann@аса.example', 'ann@aca.example'],
    ['a quoted name', '"ann"@acme.example', 'ann@acme.example'],
    ['a name of one letter', 'a@acme.example', 'ann@acme.example'],
    ['a name that ends in a percent sign', 'ann%@acme.example', 'ann@acme.example'],
  ])('%s', (_what, left, right) => {
    expect(normaliseAddress(left)).toMatchObject({ kind: 'usable' })
    expect(normaliseAddress(right)).toMatchObject({ kind: 'usable' })
    expect(normaliseAddress(left)).not.toEqual(normaliseAddress(right))
  })
})

describe('texts nobody may use', () => {
  test.each([
    ['nothing', ''],
    ['white space only', ' \u00a0 '],
    ['no at sign', 'acme.example'],
    ['no name', '@acme.example'],
    ['no domain', 'ann@'],
    ['two at signs', 'ann@evil.example@acme.example'],
    ['an at sign in quotes', '"ann@evil.example"@acme.example'],
    ['full-width letters in the domain', 'ann@ａｃｍｅ.example'],
    ['one such letter, in capitals', 'ann@Ａcme.example'],
    ['an ideographic full stop in the domain', 'ann@acme\u3002example'],
    ['a full-width full stop in the domain', 'ann@acme\uff0eexample'],
    ['a ligature in the domain', 'ann@\ufb01x.example'],
    ['a domain partly in ASCII form', 'ann@xn--bcher-kva.bücher.example'],
    ['a superscript in the domain', 'ann@acme\u00b2.example'],
    ['a space inside the name', 'a nn@acme.example'],
    ['a space inside the domain', 'ann@ac me.example'],
    ['a space before the at sign', 'ann @acme.example'],
    ['a no-break space inside', 'a\u00a0nn@acme.example'],
    ['a zero byte', 'ann\u0000@acme.example'],
    ['a line break inside', 'ann\n@acme.example'],
    ['a delete character', 'ann\u007f@acme.example'],
    ['#9 a zero-width space', 'ann\u200b@acme.example'],
    ['#9 a zero-width joiner', 'an\u200dn@acme.example'],
    ['#9 a zero-width joiner behind', 'ann@acme.example\u200d'],
    ['a byte order mark before', '\ufeffann@acme.example'],
    ['a soft hyphen', 'an\u00adn@acme.example'],
    ['a right-to-left override', 'ann\u202e@acme.example'],
    ['a left-to-right mark in the domain', 'ann@acme\u200e.example'],
    ['an isolate', 'ann\u2066@acme.example'],
    ['a variation selector', 'ann\ufe0f@acme.example'],
    ['a combining grapheme joiner', 'ann\u034f@acme.example'],
    ['a Hangul filler', 'ann\u3164@acme.example'],
    ['a tag character', 'ann\u{e0061}@acme.example'],
    ['a private character', 'ann\ue000@acme.example'],
    ['half a surrogate pair', 'ann\ud800@acme.example'],
    ['a Latin name with a Cyrillic letter in the domain', 'ann@аcme.example'],
    ['a Greek letter among Latin ones in the domain', 'ann@αcme.example'],
    ['a mixed label that is not the first', 'ann@acme.exаmple'],
    ['Cyrillic and Greek in one label', 'ann@дα.example'],
    ['an IPv4 address', 'ann@127.0.0.1'],
    ['a short IPv4 address', 'ann@127.1'],
    ['a hexadecimal IPv4 address', 'ann@0x7f.1'],
    ['an IPv4 address as one number', 'ann@2130706433'],
    ['an IPv4 address in full-width digits', 'ann@１２７.0.0.1'],
    ['an IPv6 address', 'ann@[::1]'],
    ['an address literal', 'ann@[127.0.0.1]'],
    ['a port', 'ann@acme.example:443'],
    ['a path', 'ann@acme.example/x'],
    ['a back slash', 'ann@acme.example\\x'],
    ['a query', 'ann@acme.example?x'],
    ['a fragment', 'ann@acme.example#x'],
    ['a percent sign in the domain', 'ann@acme%2eexample'],
    ['a full-width percent sign in the domain', 'ann@acme％2eexample'],
    ['a full-width slash in the domain', 'ann@acme.example／x'],
    ['a full-width at sign in the domain', 'ann@acme＠evil.example'],
    ['angle brackets', '<ann@acme.example>'],
    ['a domain that begins with a dot', 'ann@.acme.example'],
    ['a domain that ends in a dot', 'ann@acme.example.'],
    ['two dots in the domain', 'ann@acme..example'],
    ['a domain of a dot', 'ann@.'],
    ['Punycode that decodes to nothing', 'ann@xn--.example'],
    ['321 octets', `${'a'.repeat(321 - 13)}@acme.example`],
    ['fewer characters, but 321 octets', `${'ü'.repeat(154)}@acme.example`],
    ['641 characters, most of them space', `ann@acme.example${' '.repeat(641 - 16)}`],
    ['a megabyte', 'a'.repeat(1_000_000)],
    ['a megabyte of at signs', '@'.repeat(1_000_000)],
  ])('%s', (_what, text) => {
    expect(normaliseAddress(text)).toEqual(UNACCEPTABLE)
  })

  // The other form of `аcme`, whose Unicode form is refused above: both forms are the same domain.
  test('a domain that mixes scripts, in its ASCII form', () => {
    expect(normaliseAddress('ann@xn--cme-5cd.example')).toEqual(UNACCEPTABLE)
  })
})

describe('the longest texts that are accepted', () => {
  test.each([
    ['320 octets', `${'a'.repeat(320 - 13)}@acme.example`],
    ['320 octets in fewer characters', `${'ü'.repeat(153)}a@acme.example`],
    ['640 characters, most of them space', `ann@acme.example${' '.repeat(640 - 16)}`],
  ])('%s', (_what, text) => {
    expect(normaliseAddress(text)).toMatchObject({ kind: 'usable' })
  })
})

describe('domains', () => {
  test.each<[string, string, string | null]>([
    ['a domain', 'acme.example', 'acme.example'],
    ['in capitals', 'ACME.example', 'acme.example'],
    ['an international one', 'bücher.example', 'xn--bcher-kva.example'],
    ['one label', 'localhost', 'localhost'],
    ['digits in a label', '1.example', '1.example'],
    ['a label that ends in a digit', 'acme1', 'acme1'],
    ['labels that end in digits', 'a1.example2', 'a1.example2'],
    ['Han with Latin letters', '例abc.example', 'xn--abc-uc0e.example'],
    ['Han with Kana', '例え.example', 'xn--r8jz45g.example'],
    ['all Cyrillic', 'дом.example', 'xn--d1aqf.example'],
    ['all Greek', 'αβγ.example', 'xn--mxacd.example'],
    ['all Hebrew', 'שלום.example', 'xn--9dbne9b.example'],
    ['Hebrew with Latin letters', 'שaלום.example', null],
    ['nothing', '', null],
    ['surrounding space is for the address to take away', ' acme.example', null],
    ['a scheme', 'http://acme.example', null],
    ['credentials', 'ann@acme.example', null],
    ['an IP address', '10.0.0.1', null],
    ['an IP address of longer numbers', '192.168.100.254', null],
    ['dots only', '..', null],
  ])('%s', (_what, text, domain) => {
    expect(normaliseDomain(text)).toBe(domain)
  })
})

describe('whatever the text', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '@',
      '.',
      'İ',
      'ß',
      'ẞ',
      'ſ',
      'Σ',
      'ΟΔΟΣ',
      'ᾈ',
      '\u0345',
      '\u0307',
      '\u0323',
      'ﬁ',
      'xn--',
      '%',
      '\u212a',
      '\u1e9e',
    ),
  )
  const texts = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''))
  const addresses = fc.tuple(texts, texts).map(([name, domain]) => `${name}@${domain}.example`)

  test('it is normalised without throwing, once and for all', () => {
    fc.assert(
      fc.property(fc.oneof(texts, addresses), (text) => {
        const address = normaliseAddress(text)
        if (address.kind === 'unacceptable') return
        expect(normaliseAddress(address.form)).toEqual(address)
        expect(address.form.endsWith(`@${address.domain}`)).toBe(true)
        expect(address.domain).toMatch(/^[\x21-\x7e]+$/)
      }),
      { numRuns: 20_000 },
    )
  })

  test('capitals and surrounding space make no difference', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const address = normaliseAddress(text)
        expect(normaliseAddress(` ${text.toUpperCase()}\n`)).toEqual(address)
      }),
      { numRuns: 2_000 },
    )
  })
})
