import { EncryptJWT, jwtDecrypt } from 'jose'
import { isObject } from '../ground/json-value.ts'

/** What a signed-in browser holds, where it cannot read it. */
export type PortalSession = {
  /** The access token that proves who acts; proven anew at each request. */
  readonly token: string
  /** In each form: a page of somebody else does not know it. */
  readonly formToken: string
  /** Epoch ms: the access token's end. */
  readonly endsMs: number
  /** Epoch ms of the sign-in at the tenant; absent where the ID token did not say. */
  readonly signedInAtMs?: number
  /** Shown once. */
  readonly notice?: SessionNotice
}

export type SessionNotice = {
  readonly text: string
  readonly details: readonly string[]
  readonly isRefusal?: boolean
  /** Of the fault, for a form that says it beside a field. */
  readonly code?: string
}

/** What is remembered while a person is at the tenant. */
export type PendingSignIn = {
  readonly state: string
  readonly verifier: string
  readonly nonce: string
  /** Id of the organization that was asked for: the answer has to be of it. */
  readonly organization: string
  /** Path of the page it was asked for. */
  readonly next: string
}

type Purpose = 'session' | 'pending'

/**
 * Encrypted and authenticated with AES-256-GCM. What was made for one purpose opens for no other.
 * @param endsMs epoch ms after which it opens no more
 */
export const sealCookie = (
  purpose: Purpose,
  content: PortalSession | PendingSignIn,
  { key, endsMs }: { readonly key: Uint8Array; readonly endsMs: number },
): Promise<string> =>
  new EncryptJWT({ content })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience(purpose)
    .setExpirationTime(Math.floor(endsMs / 1000))
    .encrypt(key)

/** Null for whatever was not sealed here, for this purpose, or has ended. */
export async function openSession(
  sealed: string,
  demands: SessionKey,
): Promise<PortalSession | null> {
  const content = await open('session', sealed, demands)
  return content !== null && typeof content.token === 'string' ? (content as PortalSession) : null
}

export async function openPending(
  sealed: string,
  demands: SessionKey,
): Promise<PendingSignIn | null> {
  const content = await open('pending', sealed, demands)
  return content !== null && typeof content.state === 'string' ? (content as PendingSignIn) : null
}

type SessionKey = { readonly key: Uint8Array; readonly nowMs: number }

async function open(
  purpose: Purpose,
  sealed: string,
  { key, nowMs }: SessionKey,
): Promise<Record<string, unknown> | null> {
  if (sealed === '') return null
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      audience: purpose,
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
      currentDate: new Date(nowMs),
    })
    return isObject(payload.content) ? payload.content : null
  } catch {
    return null
  }
}
