/** The one of this name among what the tenant holds. */
export const named = <Item extends { readonly name?: unknown }>(
  items: ReadonlyMap<string, Item>,
  name: string,
): Item | undefined => [...items.values()].find((item) => item.name === name)
