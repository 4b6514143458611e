import type { TransactionChange } from "../../shared/intake/change.ts";
import type { MappingDefaults } from "../../shared/intake/provider.ts";
import type { Read } from "../../shared/mapping/read-payload.ts";
import { requireMoney } from "../../shared/money/read-money.ts";
import type { Resource } from "./payload.ts";
import { findResource, readResources, realId } from "./resources.ts";
import type { Sale } from "./sale.ts";

const states = new Map<unknown, TransactionChange["payment_status"]>([
  ["succeeded", "succeeded"],
  ["pending", "pending"],
  ["failed", "failed"],
]);

/** Reads a sale of the public API's hooks: `purchase`, `payment_succeeded`, `order_created`. */
export function readApiSale(body: unknown, { phoneCountry }: MappingDefaults): Read<Sale> {
  const read = readResources(body);
  if (!read.ok) return read;
  const resources = read.value;
  const paid = findResource(resources, "transactions");
  const purchase = findResource(resources, "purchases");
  const transaction = readTransaction(paid);
  if (!transaction.ok) return transaction;

  const subject = paid ?? purchase ?? findResource(resources, "orders");
  const customer = findResource(resources, "customers", subject?.relationships?.customer?.data?.id);
  const offerId = subject?.relationships?.offer?.data?.id;
  const value: Sale = {
    contact: {
      email: customer?.attributes.email,
      identities: {
        "kajabi:customer": realId(customer?.id),
        "kajabi:contact": realId(customer?.relationships?.contact?.data?.id),
      },
      full_name: customer?.attributes.name,
      phone: customer?.attributes.phone_number,
      phone_countries: [phoneCountry],
    },
    offers: offersOf(resources, offerId),
    transaction: transaction.value,
    access: purchase && {
      id: purchase.id,
      isActive: purchase.attributes.deactivated_at === undefined,
      since: purchase.attributes.created_at,
    },
  };
  return { ok: true, value };
}

function readTransaction(resource: Resource | undefined): Read<Sale["transaction"]> {
  // How a refund reads, and whether its id is that of the payment, is not documented: only charges are mapped.
  if (!resource || (resource.attributes.action ?? "charge") !== "charge")
    return { ok: true, value: undefined };
  const { amount_in_cents, currency, state, created_at } = resource.attributes;
  const path = `${resource.path}.attributes`;
  const money = requireMoney({
    amount: amount_in_cents,
    currency,
    fields: { amount: `${path}.amount_in_cents`, currency: `${path}.currency` },
  });
  if (!money.ok) return money;
  const value = {
    external_id: resource.id,
    ...money.value,
    payment_status: states.get(state),
    occurred_at: created_at,
  };
  return { ok: true, value };
}

function offersOf(resources: readonly Resource[], chiefId: string | undefined): Sale["offers"] {
  const offers = resources.flatMap(({ id, type, attributes }) => {
    if (type === "offers") return [{ id, title: attributes.title }];
    const { item_type, item_id, title } = attributes;
    return type === "order_items" && item_type === "Offer" && item_id ? [{ id: item_id, title }] : [];
  });
  const chief = offers.find(({ id }) => id === chiefId);
  return chief ? [chief, ...offers.filter((offer) => offer.id !== chief.id)] : offers;
}
