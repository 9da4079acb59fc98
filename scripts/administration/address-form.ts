import { normaliseAddress } from '../../policies/address.ts'

/** An address as the guard compares it; what is none stays as it is. */
export function addressForm(address: string): string {
  const read = normaliseAddress(address)
  return read.kind === 'unacceptable' ? address : read.form
}
