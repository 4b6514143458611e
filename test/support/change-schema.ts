import { z } from "zod/v3";

// What the database takes, as strictly as the comments of shared/intake/change.ts have it.

const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/)
  .refine((instant) => new Date(instant).toISOString().startsWith(instant.slice(0, 19)));
const id = z.string().min(1).max(255);
const text = z
  .string()
  .min(1)
  .max(255 * 2)
  .refine((value) => value === value.trim() && !/[\p{Cc}\p{Cs}]/u.test(value));
const amount = z.number().int().min(0).max(1_000_000_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/);
const stamp = { at: time, rank: z.number().int().min(0).max(99).optional() };

const contact = z
  .object({
    kind: z.literal("contact"),
    ...stamp,
    email: z
      .string()
      .max(254)
      .regex(/^[^@\s]+@[^@\s]+$/)
      .optional(),
    identities: z
      .array(z.object({ scope: z.string().regex(/^[a-z0-9-]+:[a-z0-9_-]+$/), value: id }).strict())
      .min(1)
      .optional(),
    full_name: text.optional(),
    given_name: text.optional(),
    family_name: text.optional(),
    phone: z
      .string()
      .regex(/^\+[1-9][0-9]{6,14}$/)
      .optional(),
    phone_sent: text.optional(),
    email_status: z.enum(["active", "bounced", "unsubscribed"]).optional(),
  })
  .strict();

const product = z
  .object({
    kind: z.literal("product"),
    ...stamp,
    external_id: id,
    name: text.optional(),
    authoritative: z.boolean().optional(),
  })
  .strict();

const transaction = z
  .object({
    kind: z.literal("transaction"),
    ...stamp,
    external_id: id,
    amount: amount.optional(),
    currency: currency.optional(),
    payment_status: z.enum(["pending", "succeeded", "failed", "cancelled"]).optional(),
    refunded_amount: amount.optional(),
    refund_parts: z.record(id, amount).optional(),
    also_known_as: z.array(id).min(1).optional(),
    provisional_id: z.literal(true).optional(),
    product: id.optional(),
    subscription: id.optional(),
    description: text.optional(),
    occurred_at: time.optional(),
    confirmed: z.boolean(),
  })
  .strict();

const subscription = z
  .object({
    kind: z.literal("subscription"),
    ...stamp,
    external_id: id,
    status: z
      .enum(["incomplete", "trialing", "active", "past_due", "unpaid", "paused", "cancelled", "expired"])
      .optional(),
    product: id.optional(),
    amount: amount.optional(),
    currency: currency.optional(),
    interval: z.enum(["day", "week", "month", "year"]).optional(),
    interval_count: z.number().int().min(1).max(1000).optional(),
    started_at: time.optional(),
    current_period_end: time.optional(),
    cancel_at_period_end: z.boolean().optional(),
    cancelled_at: time.optional(),
  })
  .strict();

const registration = z
  .object({
    kind: z.literal("registration"),
    ...stamp,
    external_id: id,
    registration_kind: z.enum(["ticket", "form", "waiting_list", "access", "booking"]),
    status: z.enum(["active", "cancelled", "checked_in"]).optional(),
    product: id.optional(),
    title: text.optional(),
    transaction: id.optional(),
    occurred_at: time.optional(),
  })
  .strict();

const engagement = z
  .object({
    kind: z.literal("engagement"),
    ...stamp,
    external_id: id,
    engagement_kind: z.enum(["reply", "call", "message", "interest"]),
    status: text.optional(),
    campaign: id.optional(),
    step: z.number().int().min(0).max(1000).optional(),
    occurred_at: time.optional(),
  })
  .strict();

const tag = z.object({ kind: z.literal("tag"), ...stamp, name: text, applied: z.boolean() }).strict();

/** What one event may say. */
export const changesSchema = z
  .array(
    z.discriminatedUnion("kind", [
      contact,
      product,
      transaction,
      subscription,
      registration,
      tag,
      engagement,
    ]),
  )
  .superRefine((changes, context) => {
    const fault = (message: string) => context.addIssue({ code: "custom", message });
    const products = changes.flatMap((change) => (change.kind === "product" ? [change.external_id] : []));
    const contacts = changes.filter((change) => change.kind === "contact");
    if (contacts.length > 1) fault("An event is about one contact at most.");
    for (const change of changes) {
      if (change.kind === "contact" && !change.email && !change.identities)
        fault("A contact has no identity.");
      if ("amount" in change !== "currency" in change) fault("Amount and currency go together.");
      if ("product" in change && !products.includes(change.product ?? "")) fault("A product isn't stated.");
      if (change.kind === "tag" && contacts.length === 0) fault("A tag is on nobody.");
    }
  });
