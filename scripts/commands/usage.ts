type Variables = Readonly<Record<string, string | undefined>>

/**
 * How somebody calls a command again, the way they called this one: by the script of npm of the same
 * name, by `npx`, or by the name alone.
 * @param rest options and words; `npm` needs a `--` before them
 */
export function usage(command: string, variables: Variables, rest = ''): string {
  const { npm_lifecycle_event: script } = variables
  const after = rest === '' ? '' : ` ${rest}`
  if (script === command) return `npm run ${command}${after === '' ? '' : ` --${after}`}`
  // Where it is not installed, npx takes the name for that of a package, and the shorter one may be anybody's.
  return `${script === 'npx' ? 'npx auth0-' : ''}org-guard${command === '' ? '' : ` ${command}`}${after}`
}
