/**
 * Whether a token's subject is a machine client, which has no account. A person's id holds a bar behind its
 * provider, and an enterprise provider chooses what follows: `samlp|acme|eve@clients` is a person.
 */
export const isMachine = (subject: string): boolean => /^[^|\s]+@clients$/.test(subject)
