/** A campaign that leads may enter now. */
export type Campaign = {
  readonly campaign: number;
  /** The broker's slug. */
  readonly broker: string;
  readonly destination: "instantly" | "webhook";
  /** The tool's own id of the campaign. */
  readonly externalId: string | null;
  /** Where a webhook is sent. */
  readonly url: string | null;
  /** Whether something in its outbox is due. */
  readonly hasWaiting: boolean;
};

/** A lead that was claimed for delivery. */
export type ClaimedLead = {
  readonly lead: number;
  /** The same at each attempt: the tool must take it for the same lead. */
  readonly key: string;
  readonly attempt: number;
  /** Null when it can't be deciphered. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly full_name: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly street: string | null;
  readonly unit: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postal_code: string | null;
};
