/**
 * How true one thing of the local tenant is to Auth0:
 * `faithful`: a source shows that Auth0 behaves so; `unverified`: a source shows that Auth0 has it, none how
 * it behaves; `simplified`: there, and differs as said; `refused`: not there, and says so by name.
 */
export type Claim = { readonly source: string } & (
  | { readonly fidelity: 'faithful' | 'unverified' }
  | { readonly fidelity: 'simplified'; readonly differs: string }
  | { readonly fidelity: 'refused'; readonly differs: string }
)

export const faithful = (source: string): Claim => ({ fidelity: 'faithful', source })

export const unverified = (source: string): Claim => ({ fidelity: 'unverified', source })

export const simplified = (differs: string, source: string): Claim => ({
  fidelity: 'simplified',
  differs,
  source,
})

/** @param differs what a caller is told */
export const refused = (differs: string, source: string): Claim => ({
  fidelity: 'refused',
  differs,
  source,
})
