import { EXIT } from '../ground/exit.ts'
import { layoutOf, linesIn } from '../project/layout.ts'
import { renderVerification } from '../shipping/verify/render-verification.ts'
import { verifyTenant } from '../shipping/verify-tenant.ts'
import { readingCommand } from './reading-command.ts'

export const verify = readingCommand({
  name: 'verify',
  summary: 'compare the tenant with git, then let the canaries sign in; exit 3 with differences',
  options: {},
  notes: ['canaries: the environment variables that each names for its address and its password'],
  async look(session, _given, { root, environmentVariables, nowMs, progress }) {
    const verification = await verifyTenant(session, environmentVariables, nowMs(), progress)
    const { plan, unbound, canaries, holds } = verification
    return {
      exit: holds ? EXIT.ok : EXIT.differences,
      json: { holds, plan, unbound, canaries },
      text: linesIn(layoutOf(root), renderVerification(verification)),
    }
  },
})
