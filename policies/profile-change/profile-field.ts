/** What of a person can be asked to be changed. */
export const PROFILE_FIELDS = [
  'email',
  'phone',
  'username',
  'name',
  'picture',
  'attribute',
  'password',
  'deletion',
] as const
export type ProfileFieldKind = (typeof PROFILE_FIELDS)[number]

export type ProfileField =
  /** `deletion`: that the whole account goes. */
  | { readonly kind: Exclude<ProfileFieldKind, 'attribute'> }
  | {
      /** What an application keeps with the person, and no identity provider knows. */
      readonly kind: 'attribute'
      /** Client id. */
      readonly application: string
      readonly name: string
    }
