// What the bench asks of packages that are installed only when it is run.

declare module '@cedar-policy/cedar-wasm/nodejs' {
  type Failed = { readonly type: 'failure'; readonly errors: readonly unknown[] }
  type Entity = { readonly type: string; readonly id: string }
  export function preparsePolicySet(
    id: string,
    policies: { readonly staticPolicies: Readonly<Record<string, string>> },
  ): { readonly type: 'success' } | Failed
  export function statefulIsAuthorized(question: {
    readonly principal: Entity
    readonly action: Entity
    readonly resource: Entity
    readonly context: Readonly<Record<string, unknown>>
    readonly preparsedPolicySetId: string
    readonly entities: readonly unknown[]
  }):
    | {
        readonly type: 'success'
        readonly response: {
          readonly decision: 'allow' | 'deny'
          readonly diagnostics: {
            readonly reason: readonly string[]
            readonly errors: readonly unknown[]
          }
        }
      }
    | Failed
}

declare module 'casbin' {
  type Texts = readonly string[]
  export function newModelFromString(text: string): object
  export function newEnforcer(model: object): Promise<{
    addFunction<Other extends string | Texts>(
      name: string,
      ask: (set: Texts, other: Other) => boolean,
    ): Promise<void>
    addPolicy(...rule: readonly string[]): Promise<boolean>
    enforceExSync(...request: readonly unknown[]): [allowed: boolean, rule: Texts]
  }>
}
