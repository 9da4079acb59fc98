import { decodePunycode } from './punycode.ts'

/**
 * When two spellings of an e-mail address are the same mailbox, and which spellings nobody may use.
 * Same: surrounding white space, letter case, Unicode composition, and the two forms of an
 * international domain. Different: plus-tags and dots, which most providers tell apart.
 */
export type Address =
  | { readonly kind: 'usable'; readonly form: string; readonly domain: string }
  | { readonly kind: 'unacceptable' }

const UNACCEPTABLE: Address = { kind: 'unacceptable' }

// Invitations allow 320 octets; anything that is far longer before trimming is not an address.
const LONGEST_TEXT = 640
const LONGEST_FORM_OCTETS = 320

const SURROUNDING_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu
// Control, format (zero-width, bidi), surrogate and private characters, everything a renderer
// hides, and white space inside.
const DECEIVING = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{White_Space}]/u
// What the URL host parser would read as something other than a domain.
const NOT_A_DOMAIN = /[/\\?#@:[\]%<>^|]/
const IP_ADDRESS = /^\d+(\.\d+)*$/

/** Never throws, and its time is bounded by the length limit. */
export function normaliseAddress(text: string): Address {
  if (text.length > LONGEST_TEXT) return UNACCEPTABLE
  const trimmed = text.replace(SURROUNDING_SPACE, '')
  if (DECEIVING.test(trimmed)) return UNACCEPTABLE
  const at = trimmed.lastIndexOf('@')
  const local = trimmed.slice(0, Math.max(at, 0)).normalize('NFC').toLowerCase()
  const domain = normaliseDomain(trimmed.slice(at + 1))
  if (at < 1 || local.includes('@') || domain === null) return UNACCEPTABLE
  const form = `${local}@${domain}`
  return octets(form) > LONGEST_FORM_OCTETS ? UNACCEPTABLE : { kind: 'usable', form, domain }
}

/** The lower-case ASCII form of a domain, or null for what is not one or mixes scripts. */
export function normaliseDomain(text: string): string | null {
  if (NOT_A_DOMAIN.test(text) || DECEIVING.test(text)) return null
  const host = hostOf(text)
  if (host === null || IP_ADDRESS.test(host)) return null
  const labels = host.split('.')
  return labels.includes('') || labels.some(mixesScripts) ? null : host
}

function hostOf(text: string): string | null {
  try {
    return new URL(`http://${text}`).hostname
  } catch {
    return null
  }
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

/** Judged as a reader sees it: an ASCII form is decoded first, one that cannot be is refused. */
function mixesScripts(label: string): boolean {
  const seen = label.startsWith('xn--') ? decodePunycode(label) : label
  return seen === null || !ONE_SCRIPT.some((script) => script.test(seen))
}

const octets = (text: string): number => encodeURIComponent(text).replace(/%../g, 'x').length
