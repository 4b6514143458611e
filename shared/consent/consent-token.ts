/** What a link is for: to agree, or to be left alone. */
export type ConsentPurpose = "consent" | "unsubscribe";

/** What a link says. */
export type ConsentToken = {
  readonly purpose: ConsentPurpose;
  readonly lead: number;
  /** 16 random bytes in base64url; the database knows their hash. */
  readonly nonce: string;
  /** Whole seconds since 1970. */
  readonly expiresAt: number;
};

/** What of a token is signed, set apart from all else that a key might be used for. */
export function signedPart({ purpose, lead, nonce, expiresAt }: ConsentToken): readonly [string, string] {
  return ["sluice consent link: ", `${purpose}.${lead}.${nonce}.${expiresAt}`];
}
