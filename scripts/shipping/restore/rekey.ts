import type { DeployReceipt } from '../receipts/receipt.ts'

type Keys = DeployReceipt['keys']

/**
 * Code that was built for other keys, made to expect today's: with the ids of the old ones in it, it
 * would refuse every login, because the secrets it finds are not the ones it names. Null when the
 * code does not name its keys exactly once, as the build writes them.
 */
export function rekey(code: string, from: Keys, to: Keys): string | null {
  const written = keyIds(from)
  const parts = code.split(written)
  return parts.length === 2 ? parts.join(keyIds(to)) : null
}

export const namesKeys = (code: string): boolean => /\bkeyIds: \{ signing: "/.test(code)

const keyIds = ({ signing, alsoVerifying }: Keys): string =>
  `keyIds: { signing: ${JSON.stringify(signing)}, alsoVerifying: ${JSON.stringify(alsoVerifying)}`
