import type { Tools } from '../../scripts/administration/tools.ts'

/** Tools whose tenant goes away before the call with this number, and for good. */
export function failingAt(tools: Tools, number: number) {
  let calls = 0
  const failing = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(from, name) {
        const value: unknown = Reflect.get(from, name)
        if (typeof value === 'object' && value !== null) return failing(value)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          calls += 1
          if (calls >= number) throw new Error('the tenant is gone')
          return (value as (...given: unknown[]) => unknown).apply(from, given)
        }
      },
    })
  return { tools: { ...tools, management: failing(tools.management) }, callsMade: () => calls }
}
