import type { SecretSource } from '../../project/check-secrets.ts'
import { isObject, type Json, type JsonObject } from '../json-value.ts'
import type { DesiredTenant, Resource } from './resource.ts'
import { type Fingerprint, hideSecrets, isSecretMark, secretMark } from './secret-mark.ts'

/**
 * Gives every secret mark the fingerprint of the value at hand, and hides what git holds openly at
 * a place for secrets: from here on secrets can be compared, and not shown.
 */
export function sealDesired(
  desired: DesiredTenant,
  fingerprint: Fingerprint,
  secrets: SecretSource,
): DesiredTenant {
  const seal = (value: Json): Json => {
    if (isSecretMark(value)) {
      const given = secrets[value.$secret ?? ''] ?? ''
      return secretMark(value.$secret, given === '' ? null : fingerprint(given))
    }
    if (Array.isArray(value)) return value.map(seal)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, seal(member)]))
  }
  const sealResource = (resource: Resource): Resource => {
    const value =
      resource.type === 'actions' ? hideActionSecrets(resource, fingerprint) : resource.value
    return { ...resource, value: hideSecrets(seal(value), fingerprint) as JsonObject }
  }
  return { ...desired, resources: desired.resources.map(sealResource) }
}

function hideActionSecrets({ value }: Resource, fingerprint: Fingerprint): JsonObject {
  const { secrets } = value
  if (!Array.isArray(secrets)) return value
  return {
    ...value,
    secrets: secrets.map((secret) =>
      isObject(secret) && typeof secret.value === 'string'
        ? { ...secret, value: secretMark(null, fingerprint(secret.value)) }
        : secret,
    ),
  }
}
