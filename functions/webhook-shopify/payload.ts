import { z } from "zod/v3";
import type { MappingDefaults } from "../../shared/intake/provider.ts";
import { details, identifier, instant, text, word } from "../../shared/mapping/fields.ts";

// What we read of Shopify's resources: https://shopify.dev/docs/api/webhooks

const globalId = /^gid:\/\/shopify\/([A-Za-z]{1,64})\/(\d{1,32})$/;

/** What kind of thing a body is, and its id. Ids are numbers beyond what JSON's readers can hold exactly; this is a text. */
export const resource = z.object({
  admin_graphql_api_id: z.string().transform((gid, context) => {
    const [, kind, id] = globalId.exec(gid) ?? [];
    if (kind !== undefined && id !== undefined) return { kind, id };
    context.addIssue({ code: "custom" });
    return z.NEVER;
  }),
});

/** The id of something that only describes; left out when it can't be read exactly. */
const looseId = identifier.optional().catch(undefined);

const shopMoney = details({ shop_money: details({ currency_code: text }) });

const payment = z.object({
  kind: word,
  status: word,
  amount: z.string().nullish(),
  currency: word,
});

/** What was given back for an order at one time. */
export const refund = z.object({
  id: looseId,
  admin_graphql_api_id: text,
  created_at: instant,
  transactions: z.array(payment).nullish(),
});

/** A refund on its own. */
export const refundBody = refund.extend({
  order_id: identifier,
  total_duties_set: shopMoney,
  refund_line_items: z
    .array(z.object({ subtotal_set: shopMoney }))
    .optional()
    .catch(undefined),
});

const address = details({ country_code: text });

const person = {
  id: looseId,
  admin_graphql_api_id: text,
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  default_address: address,
};

/** An order with all that was paid and given back for it so far; amounts are decimal numbers of the shop's currency. */
export const orderBody = z.object({
  name: text,
  email: text,
  phone: text,
  created_at: instant,
  processed_at: instant,
  cancelled_at: z.unknown(),
  currency: word,
  financial_status: word,
  total_price: z.string().nullish(),
  customer: details(person),
  billing_address: address,
  line_items: z
    .array(z.object({ product_id: looseId, title: text }))
    .optional()
    .catch(undefined),
  refunds: z.array(refund).nullish(),
});

/** A customer of the shop. */
export const customerBody = z.object(person);

/** A refund as sent, of an order or on its own. */
export type Refund = z.output<typeof refund>;

/** A thing of Shopify's as it was at some time. */
export type ShopifyEvent = {
  readonly id: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};
