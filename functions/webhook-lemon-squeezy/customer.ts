import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange, Stamp } from "../../shared/intake/change.ts";

/** Whom an order, an invoice or a subscription belongs to, as each of them says. */
export type Customer = {
  readonly customer_id?: string | undefined;
  readonly user_name?: string | undefined;
  readonly user_email?: string | undefined;
};

/** The contact that a customer is. */
export function readCustomer(stamp: Stamp, customer: Customer): Promise<readonly ContactChange[]> {
  return readContact(stamp, {
    email: customer.user_email,
    identities: { "lemon-squeezy:customer": customer.customer_id },
    full_name: customer.user_name,
  });
}
