import { readContact } from "../../shared/contacts/read-contact.ts";
import type {
  Change,
  ProductChange,
  RegistrationChange,
  SubscriptionChange,
  TransactionChange,
} from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { paymentRank, registrationRank, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { stated } from "../../shared/mapping/stated.ts";
import type { KajabiEvent } from "./payload.ts";
import { readSale } from "./read-sale.ts";
import type { Sale } from "./sale.ts";

/** Maps a sale. Its payment is unconfirmed: whoever knows the address could have sent it. */
export async function normaliseSale({ occurredAt: at, payload, defaults }: KajabiEvent): Promise<Normalised> {
  const read = readSale(payload, defaults);
  if (!read.ok) return read;
  if (at === null)
    return { ok: false, problem: { code: "missing-field", field: "payload.transaction_created_at" } };
  const sale = read.value;
  const contact = await readContact({ at }, sale.contact);
  const changes = [...contact, ...products(sale, at), ...agreements(sale, at)];
  // The nested shape is documented in words only. Were it another than we read, that should be seen.
  if (changes.length === 0)
    return { ok: false, problem: { code: "missing-field", field: "payload.member_email" } };
  return { ok: true, changes };
}

function products({ offers }: Sale, at: string): readonly ProductChange[] {
  return offers.map(({ id, title }) =>
    stated<ProductChange>({ kind: "product", at, external_id: id, name: title }),
  );
}

function agreements({ offers, transaction, subscription, access }: Sale, at: string): readonly Change[] {
  const [offer] = offers;
  const changes: Change[] = [];
  if (transaction) {
    const rank = paymentRank(transaction.payment_status);
    changes.push(
      stated<TransactionChange>({
        kind: "transaction",
        at,
        rank,
        ...transaction,
        product: offer?.id,
        description: offer?.title,
        confirmed: false,
      }),
    );
  }
  if (subscription) {
    const rank = subscriptionRank(subscription.status);
    changes.push(
      stated<SubscriptionChange>({ kind: "subscription", at, rank, ...subscription, product: offer?.id }),
    );
  }
  if (access) {
    const status = access.isActive ? "active" : "cancelled";
    changes.push(
      stated<RegistrationChange>({
        kind: "registration",
        at,
        rank: registrationRank(status),
        external_id: access.id,
        registration_kind: "access",
        status,
        product: offer?.id,
        title: offer?.title,
        occurred_at: access.since,
      }),
    );
  }
  return changes;
}
