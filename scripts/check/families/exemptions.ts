import { expiryFaults } from '../../project/rulebook-expiry.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isWatched } from '../is-enforced.ts'
import { placeInRulebook, type Subject } from '../subject.ts'

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

const FARTHEST_CUT_OVER_DAYS = 366

const CUT_OVER_FAR: Rule = {
  id: 'cut_over_far',
  severity: 'warning',
  summary: `the cut-over of \`email-lock\` is more than ${FARTHEST_CUT_OVER_DAYS} days away`,
  why: 'Until then whoever has no lock gets one for the address of that day: somebody who drifted from the invited address too.',
}

const REVIEW_OVERDUE: Rule = {
  id: 'review_overdue',
  severity: 'warning',
  summary: 'a policy still refuses nobody somewhere, after the day of its own review (`reviewBy`)',
  why: 'Whoever reads the rulebook takes the policy for one that is about to be enforced. What is only watched lets everybody in.',
}

/** What is let through on purpose, and for how long still. */
export const exemptions: Family = {
  title: 'Exemptions',
  rules: [EXEMPTION_EXPIRED, EXEMPTION_EXPIRING, ALLOWANCE_TOO_LONG, CUT_OVER_FAR, REVIEW_OVERDUE],
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
    ...farCutOver(subject),
    ...overdueReviews(subject),
  ],
}

function farCutOver(subject: Subject): readonly Finding[] {
  const { mode, onMissing, cutOver } = subject.project.rulebook.policies['email-lock']
  const days = (Date.parse(cutOver) - subject.nowMs) / DAY_MS
  if (mode === 'off' || onMissing !== 'adopt' || days <= FARTHEST_CUT_OVER_DAYS) return []
  const place = placeInRulebook(subject, 'policies.email-lock.cutOver')
  const message = `addresses without a lock are adopted until \`${cutOver}\``
  return [
    finding(
      CUT_OVER_FAR,
      place,
      message,
      'lock who is there with `org-guard backfill`, and set `cutOver` to a day within a year',
    ),
  ]
}

const overdueReviews = (subject: Subject): readonly Finding[] =>
  Object.entries(subject.project.rulebook.policies).flatMap(([policy, rollout]) => {
    const { reviewBy } = rollout
    if (reviewBy === undefined || Date.parse(reviewBy) > subject.nowMs) return []
    if (!isWatched(rollout)) return []
    return [
      finding(
        REVIEW_OVERDUE,
        placeInRulebook(subject, `policies.${policy}.reviewBy`),
        `\`${policy}\` was to be reviewed by \`${reviewBy}\`, and is only watched still`,
        'enforce it, turn it off, or write down a later day',
      ),
    ]
  })
