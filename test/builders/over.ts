/** The same, with some members of another kind. */
export const over = <T extends object>(one: T, members: object): T =>
  new Proxy(one, {
    get(from, name) {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name)
      const value: unknown = Reflect.get(from, name)
      return typeof value === 'function' ? value.bind(from) : value
    },
  })
