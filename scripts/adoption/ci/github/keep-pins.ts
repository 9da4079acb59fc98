const PINNED = /^ *-? *uses: ([\w./-]+)@([0-9a-f]{40}) +# +(v\d+)(?:\.\d+)*$/gm

/**
 * The workflow with the commits by which a team has pinned actions. Only of the major version that is written
 * here: of another one the commit is not what this workflow was made for.
 */
export function keepPins(before: string, after: string): string {
  const pins = new Map(
    [...before.matchAll(PINNED)].map(([line, action, , major]) => [
      `uses: ${action}@${major}`,
      line.trim().replace(/^- +/, ''),
    ]),
  )
  return after.replace(/uses: \S+/g, (unpinned) => pins.get(unpinned) ?? unpinned)
}
