import { expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/failures.ts'
import { checkoutAt } from '../builders/a-checkout.ts'
import { aRepository } from '../builders/a-repository.ts'
import { inProof } from '../builders/in-proof.ts'
import { REPOSITORIES } from '../builders/team-repositories.ts'
import { openShippingScene } from '../shipping/shipping-scene.ts'

// `npm test` has its first half: first-enforced-login.test.ts.
test.runIf(inProof)(
  'a team sees the guard refuse at its own application, then plans and deploys it',
  async () => {
    const root = await aRepository(REPOSITORIES['several tenants'])
    const scene = await openShippingScene(Promise.resolve(checkoutAt(root)))
    try {
      expect(await scene.run('init', '--yes')).toBe(EXIT.ok)

      expect(await scene.run('start', '--json')).toBe(EXIT.ok)
      const started = JSON.parse(scene.output.at(-1) ?? '') as {
        rows: { story: string; seen: { decision: string; reason: string } }[]
        actions: { name: string; runs: number; holds: boolean }[]
      }
      expect(started.rows.map(({ story, seen }) => [story, seen.decision, seen.reason])).toEqual([
        ['signs in to Portal', 'admitted', ''],
        ['after an administrator suspended her', 'refused', 'USER_SUSPENDED'],
        ['signs in for acme', 'admitted', ''],
        ['after her address was changed', 'refused', 'EMAIL_DRIFT'],
      ])
      expect(started.actions).toContainEqual(
        expect.objectContaining({ name: 'org-guard-post-login', runs: 4, holds: true }),
      )

      expect(await scene.run('plan')).toBe(EXIT.differences)
      expect(await scene.deploy()).toBe(EXIT.ok)
      expect(await scene.run('plan')).toBe(EXIT.ok)
      const { data } = await scene.management.actions.triggers.bindings.list('post-login')
      expect(data.map(({ action }) => action?.name)).toEqual([
        'ask-terms',
        'org-guard-post-login',
        'enrich',
      ])
    } finally {
      await scene.stop()
    }
  },
)
