import { EXIT } from '../ground/exit.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { faultIn, layoutOf } from '../project/layout.ts'
import { assertEnvironmentExists } from '../project/load-project.ts'
import { judgeReadiness, STEPS, type Step } from '../shipping/readiness/judge-readiness.ts'
import { readReadiness } from '../shipping/readiness/read-readiness.ts'
import { renderReadiness } from '../shipping/readiness/render-readiness.ts'
import { defineCommand } from './command.ts'
import { choice, ENVIRONMENT } from './options.ts'
import { asCalled, callIn, faultAsCalled } from './usage.ts'
import { CREDENTIALS_NOTE, RECEIPTS } from './writing-options.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'say for each next step of an environment whether it is ready, and what is missing',
  options: {
    ...ENVIRONMENT,
    ...RECEIPTS,
    step: choice(['all', ...STEPS], 'all', 'that is asked about'),
    format: choice(['text', 'json'], 'text', 'of the answer'),
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'reads what `check`, `plan`, `verify` and `state survey` say; writes nothing, and no canary signs in',
    'exits 3 where anything is missing for the step, or for any of them',
  ],
  async run({ environment, receipts, step: asked, format }, surroundings) {
    const { root } = surroundings
    await assertEnvironmentExists(root, environment)
    const found = await readReadiness({ environment, receipts }, surroundings)
    const [layout, call] = [layoutOf(root), callIn(surroundings)]
    const steps = judgeReadiness(found)
      .filter(({ step }) => asked === 'all' || step === asked)
      .map(
        (one): Step => ({
          ...one,
          missing: one.missing.map((fault) => faultIn(layout, faultAsCalled(call, fault))),
          notes: one.notes.map((note) => asCalled(call, note)),
        }),
      )
    const domain = found.tenant?.domain ?? null
    const json = { environment, domain, steps }
    const heading = `${environment}: ${domain ?? 'the tenant was not read'}`
    return {
      exit: steps.some(({ state }) => state === 'missing') ? EXIT.differences : EXIT.ok,
      json,
      text: format === 'json' ? renderJson(json) : renderReadiness(heading, steps),
    }
  },
})
