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
  readonly full_name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  readonly phone_sent?: string;
  readonly street?: string;
  readonly unit?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postal_code?: string;
  readonly county?: string;
  readonly property_type?: string;
  readonly bedrooms?: number;
  readonly bathrooms?: number;
  readonly living_area_sqft?: number;
  readonly year_built?: number;
  readonly estimated_value_amount?: number;
  readonly estimated_value_currency?: string;
  readonly owner_occupied?: boolean;
  readonly tags?: readonly string[];
  readonly mak?: string;
  readonly apn?: string;
  /** State and county, as `CA/LOS ANGELES`. */
  readonly apn_county?: string;
  readonly verification?: LeadVerification;
  readonly consent?: boolean;
  readonly consent_at?: string;
  readonly consent_source?: string;
  readonly consent_text_version?: string;
  readonly score?: number;
};

/** A lead that is being read. */
export type LeadDraft = { -readonly [Field in keyof Lead]?: Lead[Field] };

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
