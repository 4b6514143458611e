import { readContact } from "../contacts/read-contact.ts";
import type { ContactChange, TransactionChange } from "../intake/change.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../intake/provider.ts";
import { created, paymentRank, updated } from "../mapping/life-cycle.ts";
import { readPayload } from "../mapping/read-payload.ts";
import { stated } from "../mapping/stated.ts";
import { unmapped } from "../mapping/unmapped.ts";
import { readMoney, requireMoney, type SentMoney } from "../money/read-money.ts";
import { contactEvent, type Person, paymentEvent } from "./payload.ts";

/** Maps the few event types that any sender can be made to use; see functions/webhook-standard/README.md. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const isContact = type === "contact.created" || type === "contact.updated";
  const isPayment = type === "payment.succeeded" || type === "payment.refunded";
  if (!isContact && !isPayment) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "timestamp" } };
  if (isPayment) return normalisePayment(type, occurredAt, payload, defaults);

  const read = readPayload(contactEvent, payload);
  if (!read.ok) return read;
  const rank = type === "contact.created" ? created : updated;
  const contact = await contactOf(read.value.data, { at: occurredAt, rank }, defaults);
  if (contact.length === 0) return { ok: false, problem: { code: "invalid-field", field: "data.email" } };
  return { ok: true, changes: contact };
}

async function normalisePayment(
  type: "payment.succeeded" | "payment.refunded",
  at: string,
  payload: unknown,
  defaults: MappingDefaults,
): Promise<Normalised> {
  const read = readPayload(paymentEvent, payload);
  if (!read.ok) return read;
  const { data } = read.value;
  const isRefund = type === "payment.refunded";
  const paid = (isRefund ? readMoney : requireMoney)(sentMoney(data, "amount"));
  if (!paid.ok) return paid;
  const refunded = (isRefund ? requireMoney : readMoney)(sentMoney(data, "refunded_amount"));
  if (!refunded.ok) return refunded;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank("succeeded"),
    external_id: data.id,
    ...paid.value,
    payment_status: "succeeded",
    refunded_amount: refunded.value?.amount,
    description: data.description,
    occurred_at: isRefund ? undefined : at,
    confirmed: true,
  });
  return { ok: true, changes: [...(await contactOf(data, { at }, defaults)), transaction] };
}

function sentMoney<Field extends string>(
  data: { readonly currency?: string | null | undefined } & Readonly<
    Partial<Record<Field, number | null | undefined>>
  >,
  field: Field,
): SentMoney {
  return {
    amount: data[field],
    currency: data.currency,
    fields: { amount: `data.${field}`, currency: "data.currency" },
  };
}

// No identity but the address: several senders may come in by this function, each with ids of its own.
function contactOf(
  person: Person,
  stamp: { readonly at: string; readonly rank?: number },
  defaults: MappingDefaults,
): Promise<readonly ContactChange[]> {
  return readContact(stamp, {
    email: person.email,
    full_name: person.name,
    given_name: person.first_name,
    family_name: person.last_name,
    phone: person.phone,
    phone_countries: [person.country, defaults.phoneCountry],
  });
}
