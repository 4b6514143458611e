/** Changed by the tests. */
export const version = "first";
