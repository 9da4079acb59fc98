/** Somebody an identity provider knows; claims are called as in OpenID Connect. */
export type UpstreamPerson = {
  /** The provider's own, lasting id of the person. */
  readonly sub: string
  readonly password: string
  readonly email?: string
  /** Left out: the provider says nothing about it, as many companies' providers do. */
  readonly email_verified?: boolean
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly nickname?: string
  readonly picture?: string
}

export type PersonChanges = Partial<Omit<UpstreamPerson, 'sub'>>

/** What the provider's administrators do. All of it counts from the next sign-in on. */
export type UpstreamPeople = {
  list(): readonly UpstreamPerson[]
  /** @throws Error when the `sub` is taken */
  add(person: UpstreamPerson): void
  /** @throws Error when nobody has this `sub` */
  change(sub: string, changes: PersonChanges): void
  /** @returns whether there was such a person */
  remove(sub: string): boolean
}

export function createUpstreamPeople(people: readonly UpstreamPerson[]): UpstreamPeople {
  const bySub = new Map<string, UpstreamPerson>()
  const add = (person: UpstreamPerson): void => {
    if (bySub.has(person.sub)) throw new Error(`the upstream already has a person ${person.sub}`)
    bySub.set(person.sub, person)
  }
  for (const person of people) add(person)
  return {
    list: () => [...bySub.values()],
    add,
    change: (sub, changes) => {
      const person = bySub.get(sub)
      if (person === undefined) throw new Error(`the upstream has no person ${sub}`)
      bySub.set(sub, { ...person, ...changes })
    },
    remove: (sub) => bySub.delete(sub),
  }
}

/** By address, whatever its case, or by `sub`. */
export function findByIdentifier(
  people: UpstreamPeople,
  identifier: string,
): UpstreamPerson | undefined {
  const wanted = identifier.trim().toLowerCase()
  return people
    .list()
    .find(({ sub, email }) => sub.toLowerCase() === wanted || email?.toLowerCase() === wanted)
}
