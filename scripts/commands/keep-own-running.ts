import type { RunningTenant } from 'auth0-local-tenant'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { openOwnDemo } from '../demo/open-own-demo.ts'
import { renderOwnTrials } from '../demo/render-own-guide.ts'
import type { Answer } from '../ground/answer.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { describeTenant, renderSecondShell } from './tenant.ts'
import { callIn } from './usage.ts'
import { ownTenantOf } from './walk-own.ts'

/** The tenant goes on after the walk, with two people at an application of the team, until somebody stops it. */
export async function keepOwnRunning(
  { exit, json, text }: Answer & { readonly json: object; readonly text: Lines },
  staged: StagedTenant,
  running: RunningTenant,
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, untilStopped } = surroundings
  const opened = await openOwnDemo(running, ownTenantOf(staged, running), root)
  const { demo, guide, certificateFile } = opened
  return {
    exit,
    json: { ...json, tenant: describeTenant(running, certificateFile) },
    text: lines(
      text,
      '',
      guide,
      '',
      `the tenant goes on at ${running.url}; Ctrl-C ends it`,
      renderSecondShell(running, certificateFile),
      ...(demo === null ? [] : renderOwnTrials(demo, callIn(surroundings))),
    ),
    meanwhile: async () => {
      await untilStopped()
      await opened.stop()
      await running.stop()
    },
  }
}
