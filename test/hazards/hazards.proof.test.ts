import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { requestLogPath } from '../../scripts/shipping/request-log.ts'
import { openDeployedScene, type ShippingScene } from '../shipping/shipping-scene.ts'
import type { Ground, Hazard, Step } from './hazard.ts'
import { HAZARDS } from './hazards.ts'

/** That the plain Deploy CLI really does each of these is shown by `npm run sweep`, from the same table. */

let scene: ShippingScene

describe('what the plain Deploy CLI does and ours does not', () => {
  beforeAll(async () => {
    scene = await openDeployedScene()
  })
  afterAll(() => scene.stop())
  beforeEach(() => scene.rewind())

  test('each has a name of its own', () => {
    expect(new Set(HAZARDS.map(({ id }) => id)).size).toBe(HAZARDS.length)
  })

  test.each(HAZARDS.map((hazard) => [hazard.id, hazard.sentence, hazard] as const))(
    '%s: it %s',
    async (_id, _sentence, { before, change, ours }: Hazard) => {
      const ground = openGround()
      await before?.(ground)
      await change?.(ground)
      for (const step of ours) await take(step, ground)
    },
  )
})

function openGround(): Ground {
  const environment = `tenant/environments/${LOCAL_ENVIRONMENT}.json`
  return {
    running: scene.running,
    edit: (file, change) => scene.edit(`tenant/${file}`, change),
    write: (file, text) => scene.write(`tenant/${file}`, text),
    remove: (file) => scene.remove(`tenant/${file}`),
    setKeyword: (name, value) =>
      scene.edit(environment, (one) => ({
        ...one,
        keywords: { ...(one.keywords as object), [name]: value },
      })),
    setVariable: (name, value) => {
      scene.variables[name] = value
    },
    deploy: async () => {
      await scene.deploy()
    },
  }
}

async function take(step: Step, ground: Ground): Promise<void> {
  await step.change?.(ground)
  const { control } = ground.running
  const kept = structuredClone(step.keeps?.(ground))
  for (const fault of step.refused ?? []) control.addFault(fault)
  const begun = scene.output.length
  if ('plan' in step) await takePlan(step)
  else expect(await outcome(step.allowed ?? {})).toEqual(step.deploy)
  control.clearFaults()
  if ('written' in step) await expectWritten(step.written ?? [], begun)
  if (step.holds !== undefined) expect(step.holds[0](ground)).toEqual(step.holds[1])
  expect(step.keeps?.(ground)).toEqual(kept)
}

/** Codes of the faults that a deploy is refused with; `done` when it is not. */
async function outcome(
  allowed: NonNullable<Parameters<ShippingScene['deploy']>[0]>['allowDelete'] & object,
): Promise<readonly string[] | 'done' | 'differences'> {
  try {
    return (await scene.deploy({ allowDelete: allowed })) === EXIT.ok ? 'done' : 'differences'
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  }
}

async function takePlan({
  plan,
  says = '',
  neverSays,
  changes,
}: Extract<Step, { readonly plan: unknown }>): Promise<void> {
  const exit = plan === 'differences' ? EXIT.differences : EXIT.ok
  expect(await scene.run('plan')).toBe(exit)
  expect(scene.output.at(-1)).toMatch(says)
  expect(await scene.run('plan', '--json')).toBe(exit)
  const planned = JSON.parse(scene.output.at(-1) ?? '')
  if (changes !== undefined) {
    expect(planned.changes.map(({ name }: { name: string }) => name)).toEqual(changes)
  }
  if (neverSays !== undefined) expect(scene.output.join('\n')).not.toContain(neverSays)
}

async function expectWritten(written: readonly string[], begun: number): Promise<void> {
  const isWrite = (line: string): boolean => /^(POST|PATCH|PUT|DELETE) \//.test(line)
  expect(scene.output.slice(begun).filter(isWrite)).toEqual(written)
  const log = await readFile(join(scene.checkout, requestLogPath(LOCAL_ENVIRONMENT)), 'utf8')
  const requests = log.trimEnd().split('\n')
  expect(requests.filter((one) => !/^\S+Z GET \/[^?]+ (200|404)$/.test(one))).toEqual(
    written.map((line) => expect.stringMatching(new RegExp(`^\\S+Z ${line} 200$`))),
  )
}
