/** The header by which a request tells a staged function the time, in milliseconds since 1970. */
export const clockHeader = "x-staged-clock";
