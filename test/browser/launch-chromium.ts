import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { spkiHash } from '../../scripts/demo/render-guide.ts'

/** Playwright's own limits of 30 s are about the machine: a test has one, against what hangs. */
const NO_LIMIT = 0
export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** For a browser that asks nobody outside this machine. */
export const CHROMIUM_FLAGS: readonly string[] = [
  // The sandbox does not start for root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Is there nothing to launch? Says so where that may be; in CI the browser is part of the proof.
 * @throws Error in CI
 */
export function isChromiumMissing(): boolean {
  if (existsSync(CHROMIUM)) return false
  const why = `no Chromium at ${CHROMIUM}: \`apt-get install chromium\`, or set CHROMIUM_PATH`
  if (process.env.CI === 'true') throw new Error(why)
  console.warn(`skipped the proof in a browser: ${why}`)
  return true
}

/** Trusts one certificate (PEM) beside the usual ones; asks nobody outside this machine. */
export const launchChromium = (certificate: string): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    timeout: NO_LIMIT,
    args: [...CHROMIUM_FLAGS, `--ignore-certificate-errors-spki-list=${spkiHash(certificate)}`],
  })

/** In a browser that knows nobody. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext()
  context.setDefaultTimeout(NO_LIMIT)
  return await context.newPage()
}
