/** An answer that claims success and cannot be read. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}

/**
 * `fetch` that throws at an answer which is not JSON although it should be. The SDK takes such an
 * answer for an empty list (auth0 7.1.0, seen 2026-11-23): a connection that breaks half-way would
 * look like a tenant in which nothing is bound.
 */
export const checkedFetch =
  (inner: typeof fetch): typeof fetch =>
  async (...request) => {
    const response = await inner(...request)
    if (!response.ok || response.status === 204) return response
    const text = await response.text()
    if (text !== '' && !isJson(text)) throw new UnreadableAnswer('the answer is not JSON')
    return new Response(text === '' ? null : text, {
      status: response.status,
      headers: response.headers as unknown as Headers,
    })
  }

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
