import { type Lines, lines } from '../ground/printing/lines.ts'
import type { CheckedFinding, CheckReport } from './check-project.ts'
import { SEVERITIES } from './finding.ts'

/** For people: the findings that nobody has waived, gravest first, and a line of numbers. */
export function renderText({ environments, findings }: CheckReport): Lines {
  const open = findings.filter(({ waiver }) => waiver === null)
  const counts = SEVERITIES.map((severity) => {
    const count = open.filter((found) => found.severity === severity).length
    return `${count} ${severity}${count === 1 ? '' : 's'}`
  })
  const waived = findings.length - open.length
  return lines(
    ...open.map((found) => renderFinding(found, environments)),
    `checked ${environments.map((name) => `\`${name}\``).join(', ')}: ${counts.join(', ')}, ${waived} waived`,
  )
}

function renderFinding(found: CheckedFinding, environments: readonly string[]): Lines {
  const { severity, id, file, line, message, why, fix } = found
  const only =
    found.environments.length === environments.length ? '' : ` (${found.environments.join(', ')})`
  return lines(
    `${severity} ${id}: ${file}:${line}${only}`,
    `  ${message}`,
    `  why: ${why}`,
    `  fix: ${fix}`,
    '',
  )
}
