import { causeIn } from './user-fault.ts'

/** A request that is not sent, or an answer that is not taken; the message says why, in half a sentence. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused'
}

export type FetchBounds = {
  /** PEM of a certificate to trust beside the usual ones; null for none. */
  readonly certificate: string | null
  /** Of an answer's body, unpacked. */
  readonly largestBytes?: number
  /** From the request to the last byte of its answer. */
  readonly longestMs?: number
}

/** A page of a hundred of anything that Auth0 lists is far below it. */
const LARGEST_BYTES = 16 * 2 ** 20
const LONGEST_MS = 60_000

/**
 * `fetch` for whatever carries a credential: it speaks to one origin, and takes no answer that leads
 * elsewhere. A redirect would be followed with the body, secrets in it, to whichever host it names
 * (307 and 308: the Fetch standard, "HTTP-redirect fetch").
 * @param origin such as `https://tenant.example.com`
 * @throws FetchRefused for another origin, a redirect, or an answer without a bound; otherwise as `fetch`
 */
export function pinnedFetch(origin: string, bounds: FetchBounds): typeof fetch {
  const only = new URL(origin).origin
  const ask = singleFetch(bounds)
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.origin !== only) throw new FetchRefused(`\`${url.origin}\` is asked nothing`)
    const answer = await ask(input, init)
    if (isRedirect(answer))
      throw new FetchRefused(`it sends requests on to ${targetOf(answer, url)}`)
    return answer
  }
}

/**
 * `fetch` of one request and one answer, bounded in size and time, its body read to the end. A
 * redirect is an answer like any other, and followed by nobody here.
 * @throws FetchRefused for an answer that is too large; otherwise as `fetch`
 */
export function singleFetch({
  certificate,
  largestBytes = LARGEST_BYTES,
  longestMs = LONGEST_MS,
}: FetchBounds): typeof fetch {
  const send = certificate === null ? globalThis.fetch : trusting(certificate)
  return async (input, init = {}) => {
    const end = AbortSignal.timeout(longestMs)
    const signal = init.signal ? AbortSignal.any([init.signal, end]) : end
    const answer = await send(input, { ...init, redirect: 'manual', signal })
    const body = await readBody(answer, largestBytes)
    const { status, statusText, headers } = answer
    const isBodiless = status === 204 || status === 205 || status === 304
    return new Response(isBodiless ? null : body, {
      status,
      statusText,
      headers: [...headers],
    })
  }
}

/** Nothing else of this process trusts that certificate. */
function trusting(certificate: string): typeof fetch {
  // Loaded where it is needed: a real tenant needs none of it.
  const loading = import('undici').then(({ Agent, fetch: send }) => {
    const dispatcher = new Agent({ connect: { ca: certificate } })
    // undici's own fetch: its Agent does not fit the fetch that is built into this Node.
    return (input: string | URL, init?: object) => send(input, { ...init, dispatcher })
  })
  return (async (input: string | URL, init?: object) =>
    (await loading)(input, init)) as unknown as typeof fetch
}

const isRedirect = ({ status }: Response): boolean =>
  status >= 300 && status < 400 && status !== 304

/** What stopped a request; null for anything else. */
export const refusalIn = (error: unknown): FetchRefused | null => causeIn(error, FetchRefused)

/** Its origin only: what follows may hold what was sent. */
function targetOf({ headers }: Response, from: URL): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location, from.href) ? `\`${new URL(location, from).origin}\`` : 'nowhere'
}

async function readBody({ body }: Response, largestBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > largestBytes) {
      throw new FetchRefused(`its answer is longer than \`${largestBytes}\` bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
