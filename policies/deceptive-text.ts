/**
 * Whether a reader would take the text for one of plain Latin letters that it is not, or cannot
 * tell in which script it is written. Refused where an address comes to be locked, and nowhere
 * else: an address may be spelt in any script, but nobody should be able to adopt one that passes
 * for another.
 * @fact Confusable texts are of mixed scripts, or wholly of another script. (Unicode UTS 39,
 * sections 4 and 5; read 2026-11-28)
 */
export function isDeceptive(text: string): boolean {
  return mixesScripts(text) || passesForLatin(text)
}

// The East Asian scripts are written together, and with Latin letters (UTS 39, "highly restrictive").
const EAST_ASIAN =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u
const ONE_SCRIPT = [
  EAST_ASIAN,
  /^[\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]*$/u,
  // Any other script alone: one that has neither Latin, Cyrillic nor Greek letters in it.
  /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]*$/u,
]

export const mixesScripts = (text: string): boolean =>
  !ONE_SCRIPT.some((script) => script.test(text))

/** Small letters that are drawn as a Latin one is: Cyrillic, Greek, Armenian, and Latin's own. */
const DRAWN_AS_LATIN =
  /[\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf\u043e\u0440\u051b\u0455\u0475\u051d\u0445\u0443\u0433\u044c\u03b1\u03b3\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7\u0585\u0578\u057d\u0570\u0581\u0566\u0575\u0251\u0261\u0131\u0269]/u
/** Scripts most of whose letters are drawn as Latin capitals are. */
const OF_CAPITALS = /[\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Deseret}]/u
const PLAIN = /^\p{ASCII}+$/u

/** Every letter beyond ASCII looks like one of ASCII, and there is one. */
function passesForLatin(text: string): boolean {
  const foreign = [...text].filter((sign) => !PLAIN.test(sign))
  return foreign.length > 0 && foreign.every(isDrawnAsLatin)
}

const isDrawnAsLatin = (sign: string): boolean =>
  DRAWN_AS_LATIN.test(sign) ||
  OF_CAPITALS.test(sign) ||
  // Full-width, mathematical and enclosed letters, and ligatures, are Latin ones in disguise.
  PLAIN.test(sign.normalize('NFKC'))
