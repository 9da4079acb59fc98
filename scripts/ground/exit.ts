/** What a command can end with; shown in `--help`. */
export const EXIT = { ok: 0, bug: 1, input: 2, differences: 3, denied: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
