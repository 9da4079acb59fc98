/** What the rulebook names. */
export type Kind = 'clients' | 'organizations' | 'connections'

/** Finds the id of a name, and notes a fault when there is none; `path` is where it stands. */
export type Resolve = (kind: Kind, name: string, path: string) => string
