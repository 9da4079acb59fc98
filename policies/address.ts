import { isDeceptive, mixesScripts } from './deceptive-text.ts'
import { decodePunycode } from './punycode.ts'

/**
 * When two spellings of an e-mail address are the same mailbox, and which spellings nobody may use.
 * Same: surrounding white space, letter case, Unicode composition, and the two forms of an
 * international domain. Different: plus-tags and dots, which most providers tell apart. Nobody may use a
 * domain in letters that only become one (full-width ones, an ideographic full stop).
 */
export type Address =
  | {
      readonly kind: 'usable'
      readonly form: string
      readonly domain: string
      /** A reader could take it for another address: nobody may adopt it. */
      readonly isDeceptive: boolean
    }
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
  if (octets(form) > LONGEST_FORM_OCTETS) return UNACCEPTABLE
  const seen = [local, ...domain.split('.').map(asSeen)]
  return { kind: 'usable', form, domain, isDeceptive: seen.some(isDeceptive) }
}

/** The lower-case ASCII form of a domain, or null for what is not one, is not written as one, or mixes scripts. */
export function normaliseDomain(text: string): string | null {
  if (NOT_A_DOMAIN.test(text) || DECEIVING.test(text)) return null
  const host = hostOf(text)
  if (host === null || IP_ADDRESS.test(host)) return null
  const seen = host.split('.').map(asSeen)
  const written = text.normalize('NFC').toLowerCase()
  // Of Cherokee a domain keeps the capitals.
  if (written !== host && written !== seen.join('.').toLowerCase()) return null
  return seen.includes('') || seen.some(mixesScripts) ? null : host
}

function hostOf(text: string): string | null {
  try {
    return new URL(`http://${text}`).hostname
  } catch {
    return null
  }
}

/** As a reader sees it; a label that cannot be decoded shows signs that no script has together. */
function asSeen(label: string): string {
  return label.startsWith('xn--') ? (decodePunycode(label) ?? UNREADABLE) : label
}
const UNREADABLE = 'a\u0430'

const octets = (text: string): number => encodeURIComponent(text).replace(/%../g, 'x').length
