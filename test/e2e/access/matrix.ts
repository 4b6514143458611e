/** Which rows somebody is shown. */
export type Rows =
  /** Those of their own broker; of their own memberships. */
  | "own"
  /** Those, and those that belong to no broker. */
  | "own and common"
  /** Those that belong to no broker. */
  | "common"
  | "all"
  | "none"
  /** Not even asked for: 42501. */
  | "refused";

/** What comes of a change: it is made, finds no row to be made on, or is refused with 42501. */
export type Change = "made" | "no rows" | "refused";

/** A change, as somebody of no broker tries it, a broker's member on their own broker's row and on another's, and staff. */
export type Changes = {
  readonly outsider: Change;
  readonly own: Change;
  readonly others: Change;
  readonly staff: Change;
};

/** What people who signed in may do with a relation: somebody of no broker, a broker's member, staff. */
export type Access = {
  readonly select: { readonly outsider: Rows; readonly member: Rows; readonly staff: Rows };
  readonly insert: Changes;
  readonly update: Changes;
  readonly delete: Changes;
};

const never: Changes = { outsider: "refused", own: "refused", others: "refused", staff: "refused" };
// A row that isn't shown can't be found; one that would not be shown can't be added.
const theirs: Changes = { outsider: "no rows", own: "made", others: "no rows", staff: "made" };
const intoTheirs: Changes = { outsider: "refused", own: "made", others: "refused", staff: "made" };
const staffsOnly: Changes = { outsider: "no rows", own: "no rows", others: "no rows", staff: "made" };

function shown(
  outsider: Rows,
  member: Rows,
  staff: Rows,
  changes: Partial<Omit<Access, "select">> = {},
): Access {
  return { select: { outsider, member, staff }, insert: never, update: never, delete: never, ...changes };
}

const ofBroker = shown("none", "own", "all");
const ofStaff = shown("none", "none", "all");
// One line, or a few, of figures over what the caller may see: who isn't staff is shown figures over nothing.
const figuresForStaff = shown("common", "common", "all");
const ofNobody = shown("refused", "refused", "refused");

/**
 * What people who signed in may do with everything in the exposed schema, in full. Who hasn't signed in is refused everything, and so
 * is the key of the functions: it opens doors, of which people may call those in `callable` and no other.
 */
export const matrix: Readonly<Record<string, Access>> = {
  brokers: ofBroker,
  campaigns: shown("none", "own", "all", { insert: intoTheirs, update: theirs }),
  consent_texts: shown("common", "own and common", "all", { insert: intoTheirs }),
  contact_identities: ofStaff,
  contact_tags: ofStaff,
  contacts: ofStaff,
  engagements: ofStaff,
  holidays: shown("common", "own and common", "all", { insert: intoTheirs, delete: theirs }),
  lead_conflicts: shown("none", "own", "all", { delete: theirs }),
  lead_resolutions: shown("none", "own", "all", { insert: intoTheirs }),
  lead_row_problems: ofBroker,
  lead_uploads: ofBroker,
  leads: shown("none", "own", "all", { update: theirs }),
  members: shown("none", "own", "own"),
  mv_contactable_leads: ofNobody,
  pipeline_days: ofBroker,
  pipeline_durations: ofBroker,
  pipeline_events: ofBroker,
  products: ofStaff,
  registrations: ofStaff,
  subscriptions: ofStaff,
  tags: ofStaff,
  transactions: ofStaff,
  upload_steps: ofBroker,
  v_campaign_days: ofBroker,
  v_campaign_funnel: ofBroker,
  v_campaign_outbox: ofBroker,
  v_database_health: figuresForStaff,
  v_errors_trend: ofBroker,
  v_health_check_log: ofStaff,
  v_job_runs: ofStaff,
  v_lead_scores: ofBroker,
  v_performance_metrics: figuresForStaff,
  v_pipeline_dlq: ofStaff,
  v_rate_limit_status: ofStaff,
  v_recent_health_alerts: ofStaff,
  v_retention: ofStaff,
  v_scheduled_jobs: ofStaff,
  v_stage_durations: ofBroker,
  v_upload_funnel: ofBroker,
  v_verification_rates: ofBroker,
  v_webhook_events: ofStaff,
  v_webhook_security_alerts: ofStaff,
  verification_code_map: shown("common", "common", "all", {
    insert: { outsider: "refused", own: "refused", others: "refused", staff: "made" },
    update: staffsOnly,
    delete: staffsOnly,
  }),
};

/** What people who signed in may call, in full, and what comes of it for a row of their broker's or of another's. */
export const callable: Readonly<Record<string, Changes>> = {
  resolve_lead_conflict: theirs,
};
