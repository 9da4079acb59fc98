import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { CacheAPI } from '@auth0/actions/pre-user-registration/v2'
import { deriveBytes } from '../records/keyring.ts'

/**
 * What is kept through here only its owner can read, and nobody else can write.
 * @fact `api.cache` belongs to every Action of the trigger: each can read, change, delete and put
 * back what another one keeps there. (Auth0 docs, Actions limitations; read 2026-11-22)
 */
export type SealedCache = {
  /** Null when there is nothing, it has ended, or somebody else wrote it. */
  get(name: string): string | null
  /** @returns whether it is kept: all Actions of the trigger share 20 entries and 8 kB */
  set(name: string, value: string, ttlMs: number): boolean
  delete(name: string): void
}

export type CacheOwner = {
  /** The key is derived from it; empty: nothing is kept, and nothing that is there is believed. */
  readonly secret: string
  /** For whom it is kept: what was kept for another tenant or client does not open. */
  readonly context: readonly string[]
}

export type CacheTools = {
  readonly cache: CacheAPI
  /** Epoch ms. */
  readonly nowMs: number
  /** So many bytes that nobody can foretell: `randomBytes` of node:crypto. */
  readonly random: (count: number) => Uint8Array
}

// AES-256-GCM with the nonce and tag lengths that NIST SP 800-38D recommends (bytes).
const NONCE = 12
const TAG = 16
const LONGEST_TTL_MS = 86_400_000

export function sealedCache(owner: CacheOwner, { cache, nowMs, random }: CacheTools): SealedCache {
  if (owner.secret === '') return NOTHING
  const key = deriveBytes(owner.secret, 'cache')
  const boundTo = (name: string): Buffer =>
    Buffer.from(JSON.stringify(['cache', 1, name, ...owner.context]))
  return {
    get(name) {
      const opened = openSeal(cache.get(name)?.value, key, boundTo(name))
      return opened !== null && nowMs < opened.untilMs ? opened.value : null
    },
    set(name, value, ttlMs) {
      const ttl = Math.min(ttlMs, LONGEST_TTL_MS)
      // The end stands inside as well: whoever puts an old value back brings back nothing.
      const content = { untilMs: nowMs + ttl, value }
      const sealed = seal(content, key, boundTo(name), random(NONCE))
      return cache.set(name, sealed, { ttl }).type === 'success'
    },
    delete: (name) => void cache.delete(name),
  }
}

const NOTHING: SealedCache = { get: () => null, set: () => false, delete: () => {} }

type Content = { readonly untilMs: number; readonly value: string }

function seal({ untilMs, value }: Content, key: Buffer, data: Buffer, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(data)
  const sealed = [cipher.update(JSON.stringify([untilMs, value])), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url')
}

function openSeal(text: unknown, key: Buffer, data: Buffer): Content | null {
  if (typeof text !== 'string') return null
  const bytes = Buffer.from(text, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    })
      .setAAD(data)
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
    const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()])
    const [untilMs, value] = JSON.parse(opened.toString()) as [number, string]
    return { untilMs, value }
  } catch {
    // Not ours: too short, changed, of another key or place.
    return null
  }
}
