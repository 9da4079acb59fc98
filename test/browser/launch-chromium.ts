import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { spkiHash } from '../../scripts/demo/render-guide.ts'

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/**
 * Is there nothing to launch? Says so where that may be; in CI the browser is part of the proof.
 * @throws Error in CI
 */
export function isChromiumMissing(): boolean {
  if (existsSync(EXECUTABLE)) return false
  const why = `no Chromium at ${EXECUTABLE}: \`apt-get install chromium\`, or set CHROMIUM_PATH`
  if (process.env.CI === 'true') throw new Error(why)
  console.warn(`skipped the proof in a browser: ${why}`)
  return true
}

/** Trusts one certificate (PEM) beside the usual ones; asks nobody outside this machine. */
export const launchChromium = (certificate: string): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      // The sandbox does not start for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--ignore-certificate-errors-spki-list=${spkiHash(certificate)}`,
    ],
  })
