import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseYaml } from '../../../../scripts/project/tenant-folder/yaml-document.ts'
import { aRepository } from '../../../builders/a-repository.ts'
import { commandsAt } from '../../../builders/an-operator.ts'
import { NOON_MS } from '../../../builders/noon.ts'
import { REPOSITORIES } from '../../../builders/team-repositories.ts'

const FILE = '.gitlab-ci.org-guard.yml'
type Job = {
  readonly environment?: { readonly name: string; readonly action?: string }
  readonly needs?: readonly string[]
  readonly resource_group?: string
  readonly rules?: readonly Readonly<Record<string, string>>[]
}

const REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"'
const OURS = `${REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID`
const PUSH = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "main"'
const reading = (name: string) => ({ name: `${name}-read`, action: 'access' })

test('`ci gitlab` gives each job what it needs, and deploys from one environment to the next', async () => {
  const root = await aRepository(REPOSITORIES['several tenants'])
  const run = commandsAt(root, {}, () => NOON_MS)
  await run(['init', '--yes'])
  await run(['init', '--yes', '--config', 'config/prod.json'])
  expect((await run(['ci', 'gitlab', '--to', 'staging,prod', '--yes'])).exit).toBe(0)
  expect((await run(['ci', 'gitlab', '--check'])).exit).toBe(0)
  const jobs = parseYaml(FILE, await readFile(join(root, FILE), 'utf8')).value as Record<
    string,
    Job
  >
  const outlines = Object.entries(jobs).map(
    ([name, { environment, needs, resource_group, rules }]) => [
      name.replace('org-guard-', ''),
      { ...(rules?.[0] ?? {}), environment, needs, resource_group },
    ],
  )
  const deploying = (name: string) => ({
    if: PUSH,
    when: 'manual',
    environment: { name },
    needs: [`org-guard-propose-${name}`],
    resource_group: `org-guard-${name}`,
  })
  expect(Object.fromEntries(outlines)).toEqual({
    '.org-guard': {},
    check: { if: REQUEST },
    walk: { if: REQUEST },
    diff: { if: REQUEST },
    'plan-staging': { if: OURS, environment: reading('staging') },
    'plan-prod': { if: OURS, environment: reading('prod') },
    'propose-staging': { if: PUSH, environment: reading('staging') },
    'deploy-staging': deploying('staging'),
    'propose-prod': { if: PUSH, environment: reading('prod'), needs: ['org-guard-deploy-staging'] },
    'deploy-prod': deploying('prod'),
    'verify-staging': { if: '$CI_PIPELINE_SOURCE == "schedule"', environment: reading('staging') },
    'verify-prod': { if: '$CI_PIPELINE_SOURCE == "schedule"', environment: reading('prod') },
  })
})
