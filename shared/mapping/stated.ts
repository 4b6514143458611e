import type { Change } from "../intake/change.ts";

/** A change whose optional fields may be undefined, which says the same as leaving them out. */
export type Draft<C extends Change> = {
  readonly [Field in keyof C]: object extends Pick<C, Field> ? C[Field] | undefined : C[Field];
};

/** A change of what is known: the fields that are undefined are left out, for silence never erases. */
export function stated<C extends Change>(draft: Draft<C>): C {
  const known = Object.entries(draft).filter(([, value]) => value !== undefined);
  // Of a draft, only fields that C doesn't require can be undefined.
  return Object.fromEntries(known) as C;
}
