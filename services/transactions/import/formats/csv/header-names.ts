/** Header names that banks use, in several languages. They only help where the values are ambiguous. */

/** Lower case without accents and surrounding spaces. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

const begins = (words: string) => {
  const starts = words.split('|');
  return (name: string): boolean => starts.some((start) => plain(name).startsWith(start));
};
const holds = (words: string) => {
  const parts = words.split('|');
  return (name: string): boolean => parts.some((part) => plain(name).includes(part));
};
const is = (words: string) => {
  const names = new Set(words.split('|'));
  return (name: string): boolean => names.has(plain(name));
};

export const headerNames = {
  /** Preferred over other dates, such as a value or settlement date. */
  bookingDate: begins(
    'buchung|booking|posting|posted|completed|transaction date|txn date|trans date|run date|boek|data operacji|data ksiegowania|fecha operacion|date operation|date de comptabilisation|data contabile|bogforing|bokfor',
  ),
  otherDate: begins('valut|value|settle|wertstellung|data waluty|fecha valor|date de valeur|rente'),
  amount: begins(
    'betrag|umsatz|amount|montant|importe|importo|bedrag|kwota|castka|suma|belop|beløb|summa|valor|tutar|osszeg|transaction amount|monto',
  ),
  moneyIn: begins(
    'haben|gutschrift|credit|paid in|money in|eingang|einzahlung|deposit|abono|entrada|accredit|dare avere in|uznan|wplyw',
  ),
  moneyOut: begins(
    'soll|lastschrift|belastung|debit|paid out|money out|ausgang|auszahlung|withdrawal|cargo|salida|addebit|obciaz|wydat',
  ),
  balance: holds('saldo|balance|kontostand|solde|stand|zustatek|egyenleg|bakiye|running'),
  /** The counterparty rather than the purpose. */
  party: begins(
    'empf|auftraggeber|zahlungspflicht|begunstigt|beguenstigt|payee|name|naam|merchant|counterparty|tegenpartij|beneficiar|kontrahent|prijemce|nombre|nom',
  ),
  payee: holds(
    'empf|auftraggeber|zahlungspflicht|begunstigt|beguenstigt|payee|name|naam|merchant|counterparty|description|libelle|naziv|narration|concepto|opis|tegenpartij|beneficiar|action|text|details|kontrahent|prijemce',
  ),
  note: holds(
    'verwendungszweck|buchungstext|memo|reference|purpose|note|details|communication|omschrijving|mededeling|tytul|zprava|remark|comment',
  ),
  bankId: is(
    'referenz|reference number|reference no|ref no|reference id|transaction id|transaction-id|transactionid|transaction number|txn id|fitid|id|umsatz-id|umsatzid|umsatz id|numer referencyjny|referencia',
  ),
  /** Numbers that are not amounts. */
  number: holds('symbol|account|konto|iban|number|nummer|code|quantity|price|kurs|rate'),
} as const;

/** Pairs of values for the direction: money out, money in. */
const DIRECTIONS: readonly (readonly [string, string])[] = [
  ['d', 'c'],
  ['dr', 'cr'],
  ['db', 'cr'],
  ['dbit', 'crdt'],
  ['debit', 'credit'],
  ['debet', 'credit'],
  ['debet', 'kredit'],
  ['debito', 'credito'],
  ['af', 'bij'],
  ['s', 'h'],
  ['soll', 'haben'],
  ['lastschrift', 'gutschrift'],
  ['out', 'in'],
  ['uit', 'in'],
  ['-', '+'],
  ['cargo', 'abono'],
  ['withdrawal', 'deposit'],
  ['expense', 'income'],
  ['obciazenie', 'uznanie'],
];

/** The value that means money out, as the file writes it; undefined when the values are not directions. */
export function moneyOutValue(values: readonly string[]): string | undefined {
  const distinct = [...new Set(values)];
  const pair = DIRECTIONS.find(([out, into]) => distinct.every((value) => [out, into].includes(plain(value))));
  return distinct.length === 0 || !pair ? undefined : (distinct.find((value) => plain(value) === pair[0]) ?? pair[0]);
}

/** Balances and sums that some banks write as rows. */
const TOTALS = new Set(
  'opening balance|closing balance|starting balance|ending balance|beginning balance|balance brought forward|balance carried forward|brought forward|carried forward|previous balance|total debits|total credits|total withdrawals|total deposits|total debit|total credit|anfangssaldo|endsaldo|alter kontostand|neuer kontostand|saldovortrag|summe soll|summe haben|saldo inicial|saldo final|saldo anterior|solde initial|solde final|solde precedent|beginsaldo|eindsaldo|saldo poczatkowe|saldo koncowe|saldo iniziale|saldo finale'.split(
    '|',
  ),
);

/** Whether a text names a balance or a total. */
export const namesTotal = (text: string): boolean => {
  const name = plain(text);
  return TOTALS.has(name.endsWith(':') ? name.slice(0, -1).trim() : name);
};
