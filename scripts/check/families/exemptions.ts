import { expiryFaults } from '../../project/rulebook-expiry.ts'
import type { Family } from '../family.ts'
import { finding, type Rule } from '../finding.ts'
import { placeInRulebook } from '../subject.ts'

const DAY_MS = 86_400_000
const NEAR_DAYS = 14

const EXEMPTION_EXPIRED: Rule = {
  id: 'exemption_expired',
  severity: 'error',
  summary: 'an exemption has expired',
  why: 'In the tenant it is void already, whenever it was deployed; the build refuses it.',
}

const EXEMPTION_EXPIRING: Rule = {
  id: 'exemption_expiring',
  severity: 'warning',
  summary: `an exemption expires within ${NEAR_DAYS} days`,
  why: 'From that day on the people it was written for are refused, without a deploy.',
}

const ALLOWANCE_TOO_LONG: Rule = {
  id: 'allowance_too_long',
  severity: 'error',
  summary:
    'an exemption ends later than `longestAllowanceDays` from now, or a former domain later than 366 days',
  why: 'Whatever is let through without a near end is looked at by nobody again. The build refuses it, and the guard ignores such an exemption, as it ignores break-glass entries and delegates that end later.',
}

/** What is let through on purpose, and for how long still. */
export const exemptions: Family = {
  title: 'Exemptions',
  rules: [EXEMPTION_EXPIRED, EXEMPTION_EXPIRING, ALLOWANCE_TOO_LONG],
  look: (subject) => [
    ...expiryFaults(subject.project.rulebook, subject.nowMs)
      .filter(({ code }) => code === ALLOWANCE_TOO_LONG.id)
      .map(({ message, fix, place }) =>
        finding(ALLOWANCE_TOO_LONG, placeInRulebook(subject, place?.path ?? ''), message, fix),
      ),
    ...subject.project.rulebook.exemptions.flatMap(({ policy, owner, expires }, index) => {
      const leftMs = Date.parse(expires) - subject.nowMs
      if (leftMs > NEAR_DAYS * DAY_MS) return []
      const rule = leftMs <= 0 ? EXEMPTION_EXPIRED : EXEMPTION_EXPIRING
      const verb = leftMs <= 0 ? 'expired' : 'expires'
      return [
        finding(
          rule,
          placeInRulebook(subject, `exemptions.${index}.expires`),
          `the exemption of \`${owner}\` from \`${policy}\` ${verb} on \`${expires}\``,
          `remove the exemption, or have \`${owner}\` renew it`,
        ),
      ]
    }),
  ],
}
