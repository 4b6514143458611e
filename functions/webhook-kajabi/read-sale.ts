import type { MappingDefaults } from "../../shared/intake/provider.ts";
import type { Read } from "../../shared/mapping/read-payload.ts";
import { readApiSale } from "./api-sale.ts";
import { readDashboardSale } from "./dashboard-sale.ts";
import { isApiHook } from "./resources.ts";
import type { Sale } from "./sale.ts";

/** Reads a sale in whichever shape it came. */
export function readSale(body: unknown, defaults: MappingDefaults): Read<Sale> {
  return isApiHook(body) ? readApiSale(body, defaults) : readDashboardSale(body, defaults);
}
