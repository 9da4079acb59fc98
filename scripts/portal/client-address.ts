/**
 * Where a request came from. Each proxy adds at the end whom it was asked by, so that only as many
 * entries are believed as proxies are ours.
 */
export function clientAddress(
  forwarded: string | undefined,
  socket: string | undefined,
  proxies: number,
): string {
  const told = (forwarded ?? '').split(',').map((part) => part.trim())
  return (proxies > 0 ? told.at(-proxies) : undefined) || socket || 'unknown'
}
