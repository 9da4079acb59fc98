/**
 * Decodes the `xn--` form of a domain's label (RFC 3492). Why our own: a domain that mixes scripts
 * must not pass by being written in ASCII, and ECMAScript encodes this form but does not decode it.
 * @param label with its `xn--`
 * @returns null for what is not such a form
 */
export function decodePunycode(label: string): string | null {
  const end = label.lastIndexOf('-')
  const decoded = [...label.slice(4, Math.max(end, 4))].map((letter) => letter.codePointAt(0) ?? 0)
  const digits = label.slice(Math.max(end, 3) + 1)
  let state = { codePoint: 128, position: 0, bias: 72 }
  for (let read = 0; read < digits.length; ) {
    const delta = readDelta(digits, read, state.bias)
    if (delta === null) return null
    read = delta.next
    const position = state.position + delta.value
    const length = decoded.length + 1
    const codePoint = state.codePoint + Math.floor(position / length)
    if (codePoint > 0x10ffff) return null
    decoded.splice(position % length, 0, codePoint)
    const bias = adapt(delta.value, length, state.position === 0)
    state = { codePoint, position: (position % length) + 1, bias }
  }
  return String.fromCodePoint(...decoded)
}

const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const BASE = DIGITS.length
const LOWEST = 1
const HIGHEST = 26

function readDelta(
  digits: string,
  start: number,
  bias: number,
): { value: number; next: number } | null {
  let value = 0
  let weight = 1
  for (const [place, letter] of [...digits.slice(start)].entries()) {
    const digit = DIGITS.indexOf(letter)
    // What is not a digit, and what is no code point any more, before it is no number any more.
    if (digit < 0 || value > 2 ** 31) return null
    value += digit * weight
    const threshold = Math.min(HIGHEST, Math.max(LOWEST, BASE * (place + 1) - bias))
    if (digit < threshold) return { value, next: start + place + 1 }
    weight *= BASE - threshold
  }
  return null
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2))
  rest += Math.floor(rest / length)
  let steps = 0
  for (; rest > ((BASE - LOWEST) * HIGHEST) / 2; steps += BASE)
    rest = Math.floor(rest / (BASE - LOWEST))
  return steps + Math.floor((BASE * rest) / (rest + 38))
}
