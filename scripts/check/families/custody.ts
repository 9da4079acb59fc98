import type { Family } from '../family.ts'
import { finding, type Rule } from '../finding.ts'
import { placeInEnvironment } from '../subject.ts'

const CUSTODY_UNDECLARED: Rule = {
  id: 'custody_undeclared',
  severity: 'warning',
  summary: 'a protected environment that enforces does not say who keeps one of its keys',
  why: 'Whoever has the signing key makes locks of anybody, and whoever has the private half of `rebindPublicKey` moves them. When one leaks, or its keeper leaves, nobody knows whom to ask, or what has to be rotated.',
}

/** Whether somebody answers for each key. */
export const custody: Family = {
  title: 'Custody of keys',
  rules: [CUSTODY_UNDECLARED],
  look(subject) {
    const { protected: isProtected, ceiling, keys } = subject.project.environment
    if (!isProtected || ceiling !== 'enforce') return []
    const missing = [
      ...(keys.custody === undefined ? ['signing'] : []),
      ...(keys.rebindPublicKey !== null && keys.custody?.rebind === undefined ? ['rebind'] : []),
    ]
    if (missing.length === 0) return []
    const names = missing.map((name) => `\`keys.custody.${name}\``).join(' and ')
    const at = placeInEnvironment(subject, keys.custody === undefined ? 'keys' : 'keys.custody')
    return [
      finding(
        CUSTODY_UNDECLARED,
        at,
        `${names} ${missing.length === 1 ? 'is' : 'are'} not there: accepted is the handle of a team`,
        'name the team that keeps the key, and that rotates it',
      ),
    ]
  },
}
