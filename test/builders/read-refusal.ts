import { openReference, type Reference } from '../../actions/records/reference.ts'
import { TEST_KEYS } from './test-keys.ts'

export type ReadRefusal = {
  readonly code: string
  readonly message: string
  /** What the reference decodes to under the test key; null when it holds none. */
  readonly reference: Reference | null
}

/** Takes a refusal apart. @throws when it holds anything but code, message and reference */
export function readRefusal(text: string): ReadRefusal {
  const parts = /^(OG_[A-Z]+): (.*) \(reference (none|[0-9a-z]{26})\)$/.exec(text)
  if (parts === null) throw new Error(`not a refusal: ${text}`)
  const [, code = '', message = '', reference = ''] = parts
  return { code, message, reference: openReference(reference, [TEST_KEYS]) }
}
