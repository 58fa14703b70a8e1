export type AddMode = 'out' | 'in' | 'transfer';

/** How the dialog for adding opens. */
export type AddStart = { readonly mode: AddMode; readonly accountId?: string };
