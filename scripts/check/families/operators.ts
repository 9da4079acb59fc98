import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isEnforced } from '../is-enforced.ts'
import { placeInEnvironment, type Subject } from '../subject.ts'

const OPERATORS_UNSAID: Rule = {
  id: 'operators_unsaid',
  severity: 'warning',
  summary:
    '`signup-gate` is enforced, and the environment does not say how its operators create people',
  why: 'Auth0 asks pre-user-registration Actions about accounts that are made through the Management API and the dashboard too: the gate refuses administrators and provisioning with `Sandbox error`, and only the tenant log says why.',
}

const OPERATORS_REFUSED: Rule = {
  id: 'operators_refused',
  severity: 'warning',
  summary: '`signup-gate` refuses accounts in the way that the environment says they are made',
  why: 'A public sign-up cannot write `app_metadata`, so what stands there proves an operator: a signed grant for the address under any setting, anything else only with `"operators": "marked"`. Nothing else in the event is known to tell the two apart.',
}

/** Whether the gate of sign-ups lets those through who create people for others. */
export const operators: Family = {
  title: 'Operators who create people',
  rules: [OPERATORS_UNSAID, OPERATORS_REFUSED],
  look(subject) {
    const { environment, rulebook } = subject.project
    const gate = rulebook.policies['signup-gate']
    return environment.ceiling === 'enforce' && isEnforced(gate) ? judgeOperators(subject) : []
  },
}

function judgeOperators(subject: Subject): readonly Finding[] {
  const { environment, rulebook } = subject.project
  const { operators: rule } = rulebook.policies['signup-gate']
  const at = placeInEnvironment(subject, 'operatorsCreate')
  const refused = (what: string, fix: string): readonly Finding[] => [
    finding(OPERATORS_REFUSED, at, what, fix),
  ]
  switch (environment.operatorsCreate) {
    case 'nothing':
      return []
    case 'granted':
      return environment.keys.rebindPublicKey === null
        ? refused(
            'operators create accounts with a grant, and `keys.rebindPublicKey` is not set: no grant can be verified',
            'commit the public half of the operators’ key, which `npm run key -- --rebind` prints',
          )
        : []
    case 'marked':
      return rule === 'marked'
        ? []
        : refused(
            'operators create accounts with something in `app_metadata`, and `signup-gate` admits those with a grant only',
            'have them write a grant (`npm run members -- grant`), or set `"operators": "marked"` of `signup-gate`',
          )
    case 'unmarked':
      return refused(
        'operators create accounts with nothing in `app_metadata`, which `signup-gate` refuses',
        'have them write a grant (`npm run members -- grant`), or keep `signup-gate` in `monitor`',
      )
    case undefined:
      return [
        finding(
          OPERATORS_UNSAID,
          at,
          '`operatorsCreate` is not set, and `signup-gate` is enforced',
          'write how accounts are made beside sign-ups: `nothing`, `granted`, `marked` or `unmarked`',
        ),
      ]
    default:
      return environment.operatorsCreate satisfies never
  }
}
