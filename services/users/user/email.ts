/** An address in the form in which it is stored and compared: without surrounding space, in lower case. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase();
