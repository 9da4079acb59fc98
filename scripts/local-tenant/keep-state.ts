import { saveStateFile } from './state-file.ts'

export type StateKeeper = {
  /** Something may have changed: it is written soon. Costs nothing while a write is due. */
  touch(): void
  /** Writes what has changed since, now. */
  stop(): Promise<void>
}

const SOON_MS = 250
/** A large state is written less often: writing may take a tenth of the time. */
const REST_PER_COST = 9
const QUIET_CHECK_MS = 1_000

export type KeptState = {
  /** The whole text of the file. */
  readonly render: () => string
  /** Changes with what happens outside requests, for instance in asynchronous Actions. */
  readonly fingerprint: () => unknown
}

/**
 * Keeps a state file up to date: now, then soon after each change, never two writes at once, never
 * the same text twice.
 * @throws StateFileFault when it cannot be written now; later ones are printed, and tried again
 */
export async function keepState(
  file: string,
  { render, fingerprint }: KeptState,
): Promise<StateKeeper> {
  let written = ''
  let seen: unknown = fingerprint()
  let due: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let restMs = SOON_MS

  const write = async () => {
    const startedMs = performance.now()
    seen = fingerprint()
    const text = render()
    if (text === written) return
    await saveStateFile(file, text)
    written = text
    restMs = Math.max(SOON_MS, (performance.now() - startedMs) * REST_PER_COST)
  }
  await write()
  const writeNext = () => {
    due = null
    // A full disk must not end the tenant; the next change tries again, and so does `stop`.
    writing = writing.then(write).catch((error: Error) => console.error(error.message))
  }
  const touch = () => {
    due ??= setTimeout(writeNext, restMs).unref()
  }
  const quietCheck = setInterval(() => {
    if (fingerprint() !== seen) touch()
  }, QUIET_CHECK_MS).unref()

  return {
    touch,
    async stop() {
      clearInterval(quietCheck)
      if (due !== null) clearTimeout(due)
      await writing
      await write()
    },
  }
}
