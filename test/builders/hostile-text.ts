import fc from 'fast-check'

/** What a name, a message or code can hold to pass for something else, in any medium. */
const PIECES = [
  ...['\n', '\r', '\r\n', '\n\n', '\t', '  ', '\u00a0\u00a0', '\u0085', '\u2028', '\v', '\0'],
  ...['\u001b[2K', '\u001b[1A', '\u009b2J', '\u001b]8;;https://x.example\u0007', '\b', '\u007f'],
  ...['\u202e', '\u2066', '\u2069', '\u200b', '\u200d', '\ufeff', '\u{e0041}', '\u3164', '\ufe0f'],
  ...['\ud800', '\udc00', '\u0301', '\u0301'.repeat(9), '漢字', '⚠', 'אב', 'é'],
  ...['`', '``', '```', '````', '`````', '~~~~', '```\n', '\n````\n', '\\', '\\`', '\\\\|', '\\|'],
  ...['|', '||', '|---|', ' | x | y |\n', '\n|---|---|\n', '---', '===', '#', '### x', '- [x] x'],
  ...['> ', '> [!NOTE]', '* ', '1. ', '    x', '**', '_', '~~', '[^1]', '[^1]: x', '[x]: /y', '$$'],
  ...['<!--', '-->', '<', '>', '<b>', '</code>', '</details>', '</summary>', '<details>', '<br>'],
  ...['<img src=x onerror=alert(1)>', '<script>', '</script>', '</td></tr>', '<svg/onload=x>'],
  ...['"', "'", '" x="', "' onclick='", '&', '&lt;', '&#64;', '&amp;', '$x', ']]>', '<![CDATA['],
  ...['![x](https://x.example/y.png)', '[x](1)', '[x](javascript:x)', '](', '[', ']', '(1)', '{0}'],
  ...[
    '@team',
    '@example/team',
    '#123',
    'GH-1',
    'example/x#1',
    'https://x.example',
    'www.x.example',
  ],
  ...['ann@x.example', 'mailto:ann@x.example', '0123456789abcdef0123456789abcdef01234567', ':+1:'],
  ...['::error::x', ' ::stop-commands::x', '##[group]x', '##vso[task.setvariable variable=x]y'],
  ...['error x: y', '  fix: y', '+ evil()', '-', '+', '@@ -1 +1 @@', ': 1 -> 2', ', then ', ' (x)'],
  ...['x', 'guard', ' ', '', 'C:\\x', '//x.example/y', '../..', 'a:b', '?x#y', '%2e', '=1+1'],
] as const

/** Some of the pieces, among whatever else a text can hold. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''))

/** What no reader may meet: it hides, moves or turns round what stands beside it. */
export const HIDDEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|[\u17b4-\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]/u
