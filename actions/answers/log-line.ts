import type { Decision } from '../../policies/decide.ts'
import type { CommonFacts } from '../../policies/policy.ts'

/** Auth0 keeps the first 256 characters that an Action logs. */
export const LONGEST_LOG_LINE = 256

/**
 * One line for operators: what was decided and why, and what monitored policies would have done as
 * far as it fits, then how many more. Ids of organizations, never of people; no addresses.
 */
export function renderLogLine(
  decision: Decision,
  door: string,
  { scope: { organization }, requestedModes }: Pick<CommonFacts, 'scope' | 'requestedModes'>,
  rulebookHash: string,
): string {
  const because = decision.outcome === 'allow' ? '' : ` ${decision.reason} by ${decision.policy}`
  const where = organization.kind === 'named' ? printable(organization.id) : organization.kind
  const glass = decision.breakGlass ? ' BREAK_GLASS' : ''
  // They enforce every policy; whoever is refused by none still has to be heard of.
  const modes = requestedModes.includes(null) ? ' MODES_UNREADABLE' : ''
  const line = `og ${decision.outcome}${because}${glass}${modes} door=${door} org=${where} rulebook=${rulebookHash}`
  return withMonitored(line, decision.monitored)
}

function withMonitored(line: string, monitored: Decision['monitored']): string {
  if (monitored.length === 0) return line
  const words = monitored.map(({ policy, reason }) => `${policy}:${reason}`)
  for (let shown = words.length; shown >= 0; shown -= 1) {
    const hidden = words.length - shown
    const list = [...words.slice(0, shown), ...(hidden > 0 ? [`+${hidden}`] : [])].join(',')
    const whole = `${line} would=${list}`
    if (whole.length <= LONGEST_LOG_LINE) return whole
  }
  return line
}

/** An organization id as Auth0 makes them; anything else must not reach a log. */
const printable = (id: string): string => (/^org_[A-Za-z0-9]{1,32}$/.test(id) ? id : 'unprintable')
