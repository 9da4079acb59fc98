import type { PolicyId } from '../../policies/catalogue.ts'
import { publicCodeOf } from '../../policies/policy.ts'
import type { Reason } from '../../policies/reasons.ts'
import { readText } from '../reading/read-text.ts'
import type { Keyring } from '../records/keyring.ts'
import { sealReference } from '../records/reference.ts'
import type { MessageByLanguage, Messages } from '../rulebook/baked-rulebook.ts'

/**
 * What outsiders are told: the public code, the team's message for it, and the reference.
 * Without a key there is no reference: support then finds the cause in the tenant's Action log.
 * @param language BCP 47, as the person's browser or the transaction says; empty for the default
 */
export function renderRefusal(
  refused: { readonly reason: Reason; readonly policy: PolicyId; readonly atMs: number },
  keyring: Keyring | null,
  messages: Messages,
  language: string,
): string {
  const code = publicCodeOf(refused.reason)
  const reference = keyring === null ? 'none' : sealReference(refused, keyring.signing)
  return `${code}: ${messageIn(messages[code], language)} (reference ${reference})`
}

/** The whole tag first, then its language alone, then the default. */
export function messageIn(messages: MessageByLanguage, language: string): string {
  const tag = language.toLowerCase()
  const candidates = [tag, tag.replace(/-.*/, '')]
  const found = candidates.find((candidate) => Object.hasOwn(messages, candidate))
  return found === undefined ? messages.default : (messages[found] ?? messages.default)
}

type WithLanguage = {
  readonly request?: { readonly language?: unknown }
  readonly transaction?: { readonly locale?: unknown }
}

/** The transaction's locale, else the first language that the request asks for. */
export const readLanguage = ({ request, transaction }: WithLanguage): string =>
  readText(transaction?.locale) ||
  readText(request?.language)
    .replace(/[,;].*/, '')
    .trim()
