/** What sets this process apart from others on the machine. */
export const thisProcess = {
  id: (): number => process.pid,
  /** Who it runs as; undefined where the system knows no such number. */
  ownerId: (): number | undefined => process.getuid?.(),
}

/** Also where it is somebody else's by now. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
