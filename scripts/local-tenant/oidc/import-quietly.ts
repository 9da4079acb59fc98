/**
 * Imports what pulls in oidc-provider, without its one notice that it prefers Node.js 22: it is
 * pinned, and works on the Node.js this project supports. Every other warning stays.
 */
export async function importQuietly<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console
  const quietWarn = (...args: unknown[]) => {
    if (String(args[0]).includes('oidc-provider WARNING: Unsupported runtime')) return
    warn(...args)
  }
  console.warn = quietWarn
  try {
    return await load()
  } finally {
    if (console.warn === quietWarn) console.warn = warn
  }
}
