import { describe, expect, test } from 'vitest'
import { bundleAction, HANDLERS, type Trigger } from '../../scripts/bundle/bundle-action.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ANN } from '../builders/ids.ts'
import { TEST_SECRET } from '../builders/test-keys.ts'

// Foreign bindings and their order, which #70 names too, are proven where plans are.
describe('#70 what is deployed', () => {
  test.each(Object.keys(HANDLERS) as Trigger[])('%s', async (trigger) => {
    const [one, other] = [
      await bundleAction(ROOT, trigger, aRulebook()),
      await bundleAction(ROOT, trigger, aRulebook()),
    ]
    expect(other).toEqual(one)
    expect(Buffer.byteLength(one.code)).toBeLessThan(100_000)
    expect(one.code).not.toContain(TEST_SECRET)
    expect(one.code).not.toContain(ANN)
    expect(one.code).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/)
  })
})
