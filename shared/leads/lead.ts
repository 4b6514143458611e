/** What a verification service said of a lead's e-mail address, telephone number and address. */
export type LeadVerification = {
  /** Lower-case slug of the service. */
  readonly provider: string;
  readonly codes: readonly string[];
  /** What it answered, as it did. */
  readonly payload?: Readonly<Record<string, unknown>>;
};

/** A lead as a row states it, normalised; fields are named as the columns of `leads`. What isn't stated isn't there. */
export type Lead = {
  readonly full_name?: string | undefined;
  readonly given_name?: string | undefined;
  readonly family_name?: string | undefined;
  readonly email?: string | undefined;
  /** E.164. */
  readonly phone?: string | undefined;
  readonly phone_sent?: string | undefined;
  readonly street?: string | undefined;
  readonly unit?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly postal_code?: string | undefined;
  readonly county?: string | undefined;
  readonly property_type?: string | undefined;
  readonly bedrooms?: number | undefined;
  readonly bathrooms?: number | undefined;
  readonly living_area_sqft?: number | undefined;
  readonly year_built?: number | undefined;
  readonly estimated_value_amount?: number | undefined;
  readonly estimated_value_currency?: string | undefined;
  readonly owner_occupied?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly mak?: string | undefined;
  readonly apn?: string | undefined;
  /** State and county, as `CA/LOS ANGELES`. */
  readonly apn_county?: string | undefined;
  readonly verification?: LeadVerification | undefined;
  readonly consent?: boolean | undefined;
  readonly consent_at?: string | undefined;
  readonly consent_source?: string | undefined;
  readonly consent_text_version?: string | undefined;
  readonly score?: number | undefined;
};

/** A lead that is being read. */
export type LeadDraft = { -readonly [Field in keyof Lead]: Lead[Field] };

/** Why a row is refused, or one of its fields dropped. */
export type RowReason =
  | "no-key"
  | "wrong-number-of-cells"
  | "unclosed-quote"
  | "row-too-long"
  | "not-json"
  | "not-an-object"
  | "too-deep"
  | "not-a-text"
  | "invalid-email"
  | "invalid-phone"
  | "invalid-state"
  | "invalid-postal-code"
  | "invalid-address"
  | "no-house-number"
  | "invalid-number"
  | "out-of-range"
  | "invalid-amount"
  | "invalid-currency"
  | "invalid-boolean"
  | "invalid-mak"
  | "invalid-apn"
  | "invalid-code"
  | "invalid-payload"
  | "invalid-time"
  | "time-in-future"
  | "no-consent-time"
  | "no-consent"
  | "too-many-tags";

/** One thing that is wrong with a row. The column is empty where it is the row as a whole. */
export type RowProblem = { readonly column: string; readonly reason: RowReason };

/** What became of a row: null for a lead is a refusal; problems beside one are fields that were dropped. */
export type ReadLead = { readonly lead: Lead | null; readonly problems: readonly RowProblem[] };
