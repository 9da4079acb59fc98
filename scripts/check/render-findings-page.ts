import { blocks, code, markdown, prose, table } from '../ground/printing/markdown.ts'
import { RULE_GROUPS } from './all-rules.ts'

export const FINDINGS_PAGE = 'docs/findings.md'

const HEAD = markdown`# What \`check\` finds

<!-- Written by \`npm run schema\` from scripts/check: change it there, not here. -->

\`npm run check\` reads the tenant folder, the rulebook and every environment as a whole, without a
network. An *error* ends it with exit code 2; warnings do so with \`--strict\`; notes never do. What an
environment does not list under \`manages\` is not deployed there, and not judged there.

A finding that somebody answers for is waived in \`tenant/waivers.json\` with the finding's id, the
file if it is meant for one only, the team that answers for it, a reason, and a day on which the
waiver ends, \`longestAllowanceDays\` from now at most. What is *final* nobody can waive: the build refuses it too. What \`check\` measures
lifetimes, passwords and attack protection against stands under \`baseline\` in each environment's file.`

/** The documentation of every finding. */
export const renderFindingsPage = (): string =>
  `${blocks(
    HEAD,
    ...RULE_GROUPS.flatMap(({ title, rules }) => [
      markdown`## ${prose(title)}`,
      table(
        ['Id', 'Severity', 'Found where', 'Why it matters'],
        rules.map(({ id, severity, summary, why, isFinal }) => [
          code(id),
          ...[isFinal === true ? `${severity}, final` : severity, summary, why].map(prose),
        ]),
      ),
    ]),
  )}\n`
