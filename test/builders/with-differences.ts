export type Differences = Readonly<Record<string, unknown>>

/**
 * The plain thing with a few differences. An object's keys are replaced one by one, anything else as a
 * whole; `undefined` removes. One level deep, because that is how deep events are read.
 */
export function withDifferences(plain: Differences, differences: Differences): Differences {
  const changed = Object.entries(differences).map(([key, value]): [string, unknown] => {
    const before = plain[key]
    return [
      key,
      isObject(before) && isObject(value) ? withoutUndefined({ ...before, ...value }) : value,
    ]
  })
  return withoutUndefined({ ...plain, ...Object.fromEntries(changed) })
}

const isObject = (value: unknown): value is Differences =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const withoutUndefined = (object: Differences): Differences =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
