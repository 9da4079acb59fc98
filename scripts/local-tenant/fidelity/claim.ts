/**
 * How true one thing of the local tenant is to Auth0:
 * `faithful`: known to behave the same; `simplified`: there, and differs as said; `refused`: not
 * there, and says so by name.
 */
export type Claim = { readonly source: string } & (
  | { readonly fidelity: 'faithful' }
  | { readonly fidelity: 'simplified'; readonly differs: string }
  | { readonly fidelity: 'refused'; readonly differs: string }
)

export const faithful = (source: string): Claim => ({ fidelity: 'faithful', source })

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
