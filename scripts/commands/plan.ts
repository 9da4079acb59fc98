import { EXIT } from '../ground/exit.ts'
import { linesOf } from '../ground/printing/markdown.ts'
import { layoutOf, linesIn } from '../project/layout.ts'
import { isEmptyPlan } from '../shipping/plan/plan.ts'
import { renderMarkdown } from '../shipping/plan/render-markdown.ts'
import { renderPlan } from '../shipping/plan/render-plan.ts'
import { storePlan } from '../shipping/plan/stored-plan.ts'
import { planTenant } from '../shipping/plan-tenant.ts'
import { flag, text } from './options.ts'
import { readingCommand } from './reading-command.ts'
import { callIn, faultAsCalled } from './usage.ts'

export const plan = readingCommand({
  name: 'plan',
  summary: 'say what a deploy would change in the tenant; exit 3 when there is anything',
  options: {
    out: text('file to store the plan in, for `deploy <file>`'),
    markdown: flag('print it for a pull-request comment'),
  },
  async look(session, { out, markdown }, surroundings) {
    const { root, progress } = surroundings
    const call = callIn(surroundings)
    progress(`reading ${session.access.address.domain}`)
    const { plan: planned } = await planTenant(session)
    if (out !== '') await storePlan(root, out, planned)
    const told = { ...planned, refusals: planned.refusals.map((one) => faultAsCalled(call, one)) }
    return {
      exit: isEmptyPlan(planned) ? EXIT.ok : EXIT.differences,
      json: told,
      text: linesIn(
        layoutOf(root),
        markdown ? linesOf(renderMarkdown(told, (rest) => call('plan', rest))) : renderPlan(told),
      ),
    }
  },
})
